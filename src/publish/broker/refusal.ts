// Messages that are never accepted by a broker, and the reasons.
import { SundialError } from '../../domain/errors.js';
import type { Body } from '../body/body.js';
import type { Refusal } from '../output.js';
import type { BrokerTarget } from './target.js';

/** @param advice what a person can do about it */
export function refusal({ what }: BrokerTarget, { id }: Body, problem: string, advice: string): Refusal {
  return { id, error: new SundialError('broker-message-refused', { what, message: id, problem, advice }) };
}

/** The refusals of messages that are too large. @param limitOf the bytes that the broker takes of a message */
export function tooLarge(
  target: BrokerTarget,
  bodies: readonly Body[],
  limitOf: (body: Body) => number = () => target.maxBytes,
): Refusal[] {
  return bodies.flatMap((body) => {
    const [bytes, limit] = [Buffer.byteLength(body.json), limitOf(body)];
    if (bytes <= limit) return [];
    const advice = 'send fewer fields, or raise max_bytes of the output and the limit of the broker';
    return [refusal(target, body, `${bytes} bytes are more than ${limit}`, advice)];
  });
}

/** The messages that are not refused. */
export function others(bodies: readonly Body[], refused: readonly Refusal[]): Body[] {
  const ids = new Set(refused.map(({ id }) => id));
  return ids.size === 0 ? [...bodies] : bodies.filter(({ id }) => !ids.has(id));
}
