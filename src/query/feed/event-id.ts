// The public id of an event, by which receivers recognise it.
import type { SliceChange } from '../../store/index.js';

/** Stable: the same event has the same id in every store and after every replay. @param key 32 hex digits */
export function eventId({ type, date }: Pick<SliceChange, 'type' | 'date'>, key: string): string {
  return `${type}-${date}-${key}`;
}
