// Where queries find events: the stored rows as `e`, with the condition that makes them the events that count.
import { visibleEvents } from '../store/index.js';

/** What follows FROM, for a condition over the rows as `e`. */
export function eventsWhere(condition: string): string {
  return `event_rows AS e WHERE ${visibleEvents('e.')} AND (${condition})`;
}
