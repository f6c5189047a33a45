// Reads a message's MIME structure as a stream: its parts one after the other, and messages within the message.
import { Readable } from 'node:stream';
import { type MimeNode, Splitter } from '@zone-eu/mailsplit';
import { SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { decodeTransfer } from './decode.js';
import type { HeaderLines } from './header.js';

/** A leaf of the structure. */
export interface MimePart {
  readonly kind: 'part';
  /** Its place among all leaves of the message, from 0; the same whenever the message is read. */
  readonly index: number;
  readonly contentType: string;
  readonly charset: string;
  readonly fileName: string;
  /** Whether spaces at line ends join lines, and vanish with that (RFC 3676, DelSp). */
  readonly joinsLines: boolean;
  /** The content, decoded; what is not read before the next item is asked for is passed over. */
  readonly body: AsyncIterable<Buffer>;
}

/** What comes out of a message, in its order. Parts between a `message` and its `end` belong to that message. */
export type MimeItem =
  | MimePart
  | { readonly kind: 'message'; readonly headers: HeaderLines }
  /** `isCut`: a multipart was not closed, so that something is missing. */
  | { readonly kind: 'end'; readonly isCut: boolean };

type SplitItem = { type: 'node' | 'body' | 'data'; node?: unknown; value?: Buffer };

interface Counter {
  parts: number;
}

/**
 * Reads a message as it comes, holding no more of it than a chunk and a header.
 *
 * @param file what messages call it
 * @throws SundialError `mail-unreadable` where it exceeds what messages honestly are; errors of the stream are passed on
 */
export async function* readMime(raw: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<MimeItem> {
  yield* readMessage(raw, file, 0, { parts: 0 });
}

async function* readMessage(
  raw: AsyncIterable<Uint8Array>,
  file: string,
  depth: number,
  counter: Counter,
): AsyncGenerator<MimeItem> {
  if (depth > LIMITS.mailDepth) throw unreadable(file, 'holds messages in messages in messages');
  const items = new Ahead(split(raw, file));
  const open: MimeNode[] = [];
  try {
    while (await items.peek()) {
      const item = (await items.take())!;
      if (item.type === 'data') close(item, open);
      if (item.type !== 'node') continue;
      const node = item as unknown as MimeNode;
      if (node.root && node.headers) yield { kind: 'message', headers: node.headers as HeaderLines };
      if (node.multipart) open.push(node);
      else yield* readLeaf(node, items, file, depth, counter);
    }
    yield { kind: 'end', isCut: open.length > 0 };
  } finally {
    await items.close();
  }
}

async function* readLeaf(
  node: MimeNode,
  items: Ahead,
  file: string,
  depth: number,
  counter: Counter,
): AsyncGenerator<MimeItem> {
  const body = decodeTransfer(leafChunks(node, items), node.encoding || '');
  if (isMessage(node)) yield* readMessage(body, file, depth + 1, counter);
  else {
    yield {
      kind: 'part',
      index: counter.parts++,
      contentType: node.contentType || 'text/plain',
      charset: node.charset || '',
      fileName: node.filename || '',
      joinsLines: node.flowed && node.delSp,
      body,
    };
  }
  for await (const _ of body);
}

/** Digests hold messages without saying so (RFC 2046, 5.1.5); some programs attach them as files. */
function isMessage(node: MimeNode): boolean {
  if (node.contentType === 'message/rfc822' || node.contentType === 'message/global') return true;
  if (/\.eml$/i.test(node.filename || '')) return true;
  const isTyped = node.headers && node.headers.get('content-type').length > 0;
  return !isTyped && node.parentNode !== false && node.parentNode.multipart === 'digest';
}

/**
 * Notes which multiparts a piece between parts closes by their last delimiters (RFC 2046, 5.1.1). One piece may close
 * several, because the delimiter of an outer one can follow that of an inner one at once. What stands within a closed
 * one ends with it: programs leave out inner delimiters, and nothing is missing then.
 */
function close({ value }: SplitItem, open: MimeNode[]): void {
  const text = value?.toString('latin1') ?? '';
  const at = open.findIndex(
    ({ _boundary: boundary }) => boundary && closes(text, boundary.toString('latin1')),
  );
  if (at >= 0) open.length = at;
}

/** Whether a line of the text is the last delimiter; blanks may follow it. */
function closes(text: string, boundary: string): boolean {
  return text.split('\n').some((line) => line.trimEnd() === `--${boundary}--`);
}

/** The bytes of a leaf as they stand there. Pulled one by one: nothing is read ahead, so that it may be left early. */
async function* leafChunks(node: MimeNode, items: Ahead): AsyncGenerator<Buffer> {
  for (let item = await items.peek(); item; item = await items.peek()) {
    if (item.type !== 'body' || item.node !== node) return;
    await items.take();
    if (item.value) yield item.value;
  }
}

async function* split(raw: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<SplitItem> {
  const source = Readable.from(raw, { objectMode: false });
  const splitter = new Splitter({
    ignoreEmbedded: true,
    maxHeadSize: LIMITS.mailHeaderBytes,
    maxChildNodes: LIMITS.mailParts,
  });
  source.on('error', (error) => splitter.destroy(error));
  try {
    yield* source.pipe(splitter) as AsyncIterable<SplitItem>;
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== 'EMAXLEN') throw thrown;
    throw unreadable(file, 'has a longer header or more parts than messages have');
  } finally {
    source.destroy();
  }
}

function unreadable(file: string, problem: string): SundialError {
  return new SundialError('mail-unreadable', { file, problem });
}

/** Lets the next item be looked at before it is taken. */
class Ahead {
  readonly #iterator: AsyncIterator<SplitItem>;
  #next: SplitItem | undefined;

  constructor(items: AsyncIterable<SplitItem>) {
    this.#iterator = items[Symbol.asyncIterator]();
  }

  async peek(): Promise<SplitItem | undefined> {
    if (this.#next) return this.#next;
    const step = await this.#iterator.next();
    this.#next = step.done ? undefined : step.value;
    return this.#next;
  }

  async take(): Promise<SplitItem | undefined> {
    const item = await this.peek();
    this.#next = undefined;
    return item;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }
}
