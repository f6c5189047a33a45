// Sends an answer in parts, as they are made.
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type Asking, askWith } from '../store/index.js';
import { continued } from './begun.js';
import type { Work } from './work.js';

/** The first part is awaited, so that an error before it gets a status. */
export async function sendParts(
  reply: FastifyReply,
  parts: AsyncIterable<Uint8Array>,
  asking: Partial<Asking>,
  work: Work,
): Promise<FastifyReply> {
  const made = within(asking, parts, work);
  const first = await made.next();
  return reply.send(Readable.from(continued([first], made), { objectMode: false }));
}

/** Makes the parts on behalf of the caller, although the stream asks for them. */
async function* within(
  asking: Partial<Asking>,
  parts: AsyncIterable<Uint8Array>,
  work: Work,
): AsyncGenerator<Uint8Array, void> {
  const end = work.begin();
  const from = parts[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await askWith(asking, () => from.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await Promise.resolve(from.return?.()).finally(end);
  }
}
