// The fields whose values are counted for each load, as data: fields with few values, by which queries often break
// down events.

/**
 * How a counted field is stored in `event_rows`. `word`: a column of text; `number`: a column of numbers, 0 = none;
 * `severity`: the severity, `none` = none; `words`: a column of several words, each of which counts once.
 */
export type CountedKind = 'word' | 'number' | 'severity' | 'words';

export interface CountedField {
  /** The field's name in queries. */
  readonly field: string;
  readonly kind: CountedKind;
  /** The column of `event_rows`. */
  readonly column: string;
}

const all = (kind: CountedKind, columns: string): CountedField[] =>
  columns.split(' ').map((column) => ({ field: column, kind, column }));

/**
 * Changing this list requires a step of the schema that counts all events again: each load has rows for all of these
 * fields or for none. `type` has a separate row, which contains the number of the load's events.
 */
export const COUNTED_FIELDS: readonly CountedField[] = [
  ...all('severity', 'severity'),
  ...all('number', 'port asn dst_port dst_asn'),
  ...all('word', 'status protocol geo region city naics sector dst_geo dst_sector'),
  ...all('word', 'device_vendor device_type device_model device_sector application family infection'),
  { field: 'tag', kind: 'words', column: 'tags' },
  { field: 'cve', kind: 'words', column: 'cves' },
];

/** The rows that hold the number of a load's events, with the report type as their value. */
export const EVENTS_FIELD = 'type';

/** Whether each load has counts of a field's values. */
export const isCounted = (field: string): boolean =>
  field === EVENTS_FIELD || COUNTED_FIELDS.some((counted) => counted.field === field);
