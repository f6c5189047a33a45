// Sends answers: values as JSON, and parts as they are made.
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type Asking, askWith } from '../../store/index.js';
import type { Work } from '../work.js';
import { continued } from './begun.js';
import type { Answer } from './method.js';

/** Sends an answer. The first part is awaited, so that an error before it gets a status. */
export async function send(
  reply: FastifyReply,
  answer: Answer,
  asking: Partial<Asking>,
  work: Work,
): Promise<FastifyReply> {
  void reply.type('application/json; charset=utf-8');
  if ('value' in answer) return reply.send(JSON.stringify(answer.value));
  const parts = within(asking, answer.parts, work);
  const first = await parts.next();
  return reply.send(Readable.from(continued([first], parts), { objectMode: false }));
}

/** The number of rows of an answer, as far as its form tells. */
export function rowsOf(answer: Answer): () => number | undefined {
  if ('value' in answer) {
    const { value } = answer;
    return () => (Array.isArray(value) ? value.length : undefined);
  }
  return () => answer.rows?.();
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
