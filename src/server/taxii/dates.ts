// Reserves dates for the objects of slices: no date twice in a collection, and none that a client may have passed already.
import { TAXII_LIMITS } from '../../domain/limits-taxii.js';
import type { Entry, EntryReport } from './journal.js';

/** A slice that has no dates yet. */
export interface Addition extends Omit<Entry, 'began' | 'room'> {
  /** When it was loaded, in microseconds since 1970. */
  readonly at: number;
}

/**
 * Dates for a collection that no client has read yet: the times at which the slices were loaded, or earlier if the objects of
 * several slices need them.
 */
export function firstDates(additions: readonly Addition[]): Entry[] {
  const entries: Entry[] = [];
  let end = Number.POSITIVE_INFINITY;
  for (const { at, ...addition } of inOrder(additions).toReversed()) {
    const room = roomOf(addition.reports);
    end = Math.min(at + room, end) - room;
    entries.push({ ...addition, began: end, room });
  }
  return entries.reverse();
}

/**
 * Dates for slices that are added later: the times at which they were loaded, but none before `earliest`, at which a client
 * may have read the collection, and none that is reserved.
 *
 * @param end the first date that is not reserved
 */
export function laterDates(additions: readonly Addition[], earliest: number, end: number): Entry[] {
  let next = Math.max(earliest, end);
  return inOrder(additions).map(({ at, ...addition }) => {
    const entry = { ...addition, began: Math.max(at, next), room: roomOf(addition.reports) };
    next = entry.began + entry.room;
    return entry;
  });
}

/** Always the same order, whatever the engine's is. */
function inOrder(additions: readonly Addition[]): Addition[] {
  const nameOf = ({ date, type }: Addition) => `${date} ${type}`;
  return additions.toSorted((one, other) => one.at - other.at || (nameOf(one) < nameOf(other) ? -1 : 1));
}

/** At least as many dates as the reports have objects. */
function roomOf(reports: readonly EntryReport[]): number {
  const { eventObjects, reportObjects } = TAXII_LIMITS;
  // An event of the earlier version needs less than one revocation, of a note or a part.
  const each = reports.map(({ events, earlier }) => reportObjects + events * eventObjects + earlier);
  return 1 + each.reduce((sum, dates) => sum + dates, 0);
}
