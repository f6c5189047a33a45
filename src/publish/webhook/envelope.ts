// Puts messages into the bodies of requests: their type, the key of their order, and an id that repetitions share.
import { createHash } from 'node:crypto';
import type { Body } from '../body/body.js';
import type { Batch } from '../output.js';

/** What the messages of a batch have in common. */
export interface Envelope {
  readonly type: `sundial.${Batch['carries']}` | 'sundial.check';
  /** Requests with equal keys follow one another in the order of the changes. */
  readonly orderingKey: string;
  /** Distinguishes requests with equal messages that are not repetitions. */
  readonly occasion: string;
}

export const CHECK: Envelope = { type: 'sundial.check', orderingKey: 'check', occasion: '' };

export function envelopeOf(batch: Batch): Envelope {
  const type = `sundial.${batch.carries}` as const;
  if (batch.carries === 'findings') return { type, orderingKey: batch.carries, occasion: '' };
  if (batch.carries === 'reports') {
    // A report that returns to an earlier version has that version's id again.
    const occasion = batch.reports.map(({ loadedAt }) => loadedAt).join();
    return { type, orderingKey: batch.carries, occasion };
  }
  const { slice, occasion } = batch;
  return { type, orderingKey: `${slice.type}/${slice.date}`, occasion };
}

/** The body of a request. */
export function bodyOf({ type, orderingKey }: Envelope, bodies: readonly Body[]): Buffer {
  const head = JSON.stringify({ type, ordering_key: orderingKey });
  return Buffer.from(`${head.slice(0, -1)},"data":[${bodies.map(({ json }) => json).join()}]}`);
}

/** The id of a request. It depends only on the messages and their occasion, so that a repetition has the same id. */
export function requestId({ type, occasion }: Envelope, bodies: readonly Body[]): string {
  const facts = [type, occasion, ...bodies.map(({ id }) => id)];
  return `msg_${createHash('sha256').update(facts.join('\n')).digest('hex').slice(0, 32)}`;
}
