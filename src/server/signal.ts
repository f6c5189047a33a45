// Tells work for a request when its answer is no longer wanted.
import type { FastifyReply } from 'fastify';

/** Ends when the answer is sent, the connection is closed, or the time is up. @param seconds omitted = no limit */
export function signalOf({ raw }: FastifyReply, seconds?: number): AbortSignal {
  const closed = new AbortController();
  if (raw.closed) closed.abort();
  else raw.once('close', () => closed.abort());
  if (seconds === undefined) return closed.signal;
  return AbortSignal.any([closed.signal, AbortSignal.timeout(seconds * 1000)]);
}
