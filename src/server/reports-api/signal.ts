// Tells work for a request when nobody waits for its answer any more.
import type { FastifyReply } from 'fastify';

/** Ends when the answer is sent or the connection is closed. */
export function signalOf({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => controller.abort());
  return controller.signal;
}
