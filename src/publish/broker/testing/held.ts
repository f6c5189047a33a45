// What a receiver holds after it has followed all messages of a broker, as the pages of these outputs describe it.
import type { FieldValue } from '../../messages.js';
import type { HeldEvent } from '../../testing/output-contract.js';

interface Message {
  readonly id: string;
  readonly state: string;
  readonly event: Readonly<Record<string, FieldValue>>;
}

/** Repeated events replace each other by their id, and withdrawn events are removed. */
export function heldAfter(messages: readonly string[]): HeldEvent[] {
  const held = new Map<string, HeldEvent>();
  for (const { id, state, event } of messages.map((text) => JSON.parse(text) as Message))
    if (state === 'withdrawn') held.delete(id);
    else held.set(id, { id, fields: event });
  return [...held.values()];
}
