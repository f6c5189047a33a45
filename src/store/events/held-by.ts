// The SQL that finds uncounted copies of events in a list's reports.

/** Makes the SQL condition that a list is one of the requested lists, from the SQL of the list's name. */
export type ListCondition = (list: string) => string;

/**
 * The text after FROM: the rows of visible reports of certain lists that are copies of events counted elsewhere. Only
 * reports with duplicates are searched, and the index on the load finds their rows.
 */
export function uncountedCopies(ofList: ListCondition): string {
  return `event_rows WHERE first = 0 AND load IN (
    SELECT load FROM reports
    WHERE state = 'live' AND events_state != 'expiring' AND duplicate > 0 AND ${ofList('list')})`;
}
