// The SQL that finds the copies of events that a list's reports hold and that do not count, because another copy does.

/** SQL condition that a list, given as the SQL of its name, is one of those asked for. */
export type ListCondition = (list: string) => string;

/**
 * The text after FROM: the rows of visible reports of certain lists that are copies of events counted elsewhere. Only
 * reports with duplicates are looked at, and the index on the load finds their rows.
 */
export function uncountedCopies(ofList: ListCondition): string {
  return `event_rows WHERE first = 0 AND load IN (
    SELECT load FROM reports
    WHERE state = 'live' AND events_state != 'expiring' AND duplicate > 0 AND ${ofList('list')})`;
}
