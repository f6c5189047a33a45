// The position of an event within its slice, in an order that does not depend on loads, and the SQL of reading on from it.

/** The position of an event within its slice, in the order of the feed. */
export interface EventPosition {
  /** The first address of the subject, as text. */
  readonly first: string;
  /** The subject's text, in hex. */
  readonly text: string;
  /** The event key as a number in decimal. */
  readonly key: string;
}

/** Begins with the sorting key of the table; the key makes the order total, whichever load holds the event. */
export const ORDER = 'e.subject_first, e.subject_text, e.event_key';

/** The same order over {@link PLACE_COLUMNS}. */
export const PLACE_ORDER = 'place_first, place_text, place_key';

/** The columns of a position; their names differ from those of values. */
export const PLACE_COLUMNS = [
  ...['e.subject_first AS place_first', 'e.subject_text AS place_text', 'e.event_key AS place_key'],
];

/** The condition of events after a position, whose values are those of {@link boundPosition}. */
export const AFTER = `(e.subject_first > {after_first:IPv6} OR (e.subject_first = {after_first:IPv6}
  AND (e.subject_text > unhex({after_text:String}) OR (e.subject_text = unhex({after_text:String})
  AND e.event_key > {after_key:UInt128}))))`;

/** A position as bound values; none before the first event. */
export function boundPosition(after: EventPosition | undefined): Readonly<Record<string, string>> {
  return after ? { after_first: after.first, after_text: after.text, after_key: after.key } : {};
}
