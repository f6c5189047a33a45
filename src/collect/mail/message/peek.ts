// Reads the header of a message, so that its sender is known before any of it is stored.
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { type MessageHead, readHead } from './header.js';
import { readMime } from './mime.js';

/** A message whose header was read; `whole` returns all of it from the first byte, once. */
export interface Peeked {
  readonly head: MessageHead;
  readonly whole: AsyncIterable<Uint8Array>;
}

/** @throws SundialError `mail-unreadable`; errors of the stream are passed on */
export async function peekHead(raw: AsyncIterable<Uint8Array>, file: string): Promise<Peeked> {
  const iterator = raw[Symbol.asyncIterator]();
  const begun: Uint8Array[] = [];
  let text = '';
  while (!hasEnd(text) && text.length <= LIMITS.mailHeaderBytes) {
    const step = await iterator.next();
    if (step.done) break;
    begun.push(step.value);
    text += Buffer.from(step.value).toString('latin1');
  }
  const whole = (async function* () {
    try {
      for (let chunk = begun.shift(); chunk; chunk = begun.shift()) yield chunk;
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  })();
  return { head: await headOf(Buffer.from(text, 'latin1'), file), whole };
}

async function headOf(bytes: Buffer, file: string): Promise<MessageHead> {
  const end = /\r?\n\r?\n/.exec(bytes.toString('latin1'));
  const header = end ? bytes.subarray(0, end.index + end[0].length) : bytes;
  for await (const item of readMime(chunksOf(header), file)) {
    if (item.kind !== 'message') continue;
    const head = readHead(item.headers);
    if (head.from.length + head.sender.length + head.subject.length > 0 || head.date) return head;
  }
  throw new SundialError('mail-unreadable', { file, problem: 'lacks the header of a message' });
}

function hasEnd(text: string): boolean {
  return /\r?\n\r?\n/.test(text);
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
