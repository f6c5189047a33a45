// Cuts messages into portions that a target accepts, and halves a portion until the messages are found that it refuses.
import type { SundialError } from '../../domain/errors.js';
import type { Refusal } from '../output.js';

/** A message with its text. */
export interface Sized {
  readonly id: string;
  readonly json: string;
}

export interface PortionLimits {
  readonly messages: number;
  readonly bytes: number;
  /** Bytes that each message has besides its body. */
  readonly extraBytes: number;
}

/** Portions within the limits; a message above the limit of bytes is a portion of its own. */
export function* portionsOf<Message extends Sized>(
  bodies: readonly Message[],
  limits: PortionLimits,
): Generator<readonly Message[]> {
  let portion: Message[] = [];
  let bytes = 0;
  for (const body of bodies) {
    const size = Buffer.byteLength(body.json) + limits.extraBytes;
    if (portion.length > 0 && (portion.length === limits.messages || bytes + size > limits.bytes)) {
      yield portion;
      [portion, bytes] = [[], 0];
    }
    portion.push(body);
    bytes += size;
  }
  if (portion.length > 0) yield portion;
}

/**
 * Sends a portion. If the target refuses its content, both halves are sent in turn, until all messages are accepted
 * except those that the target refuses alone.
 *
 * @param attempt sends messages; returns the target's refusal of their content, and throws any other failure
 */
export async function sendHalving<Message extends Sized>(
  portion: readonly Message[],
  attempt: (portion: readonly Message[]) => Promise<SundialError | undefined>,
): Promise<Refusal[]> {
  const error = await attempt(portion);
  if (!error) return [];
  if (portion.length === 1) return [{ id: portion[0]!.id, error }];
  const half = Math.ceil(portion.length / 2);
  const first = await sendHalving(portion.slice(0, half), attempt);
  return [...first, ...(await sendHalving(portion.slice(half), attempt))];
}
