// The typed columns of an event as data: name, kind, and the report columns that feed each.
import { carriedColumn } from './carried-columns.js';

/**
 * The type of a column. `time` is a UTC instant in seconds; `word` is text with few distinct values;
 * `address` is one host, `range` a host or network as first and last address.
 */
export type ColumnKind = 'time' | 'severity' | 'range' | 'address' | 'u16' | 'u32' | 'word' | 'text' | 'tags';

export interface EventColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Report columns, most specific first: the first one in a report's header feeds this column. */
  readonly from: readonly string[];
}

const SOURCE = ['', 'src_', 'http_referer_'];
/** A property of the reported host: `ip` in scans, `src_ip` in events, `http_referer_ip` in two types. */
const source = (name: string, kind: ColumnKind): EventColumn => ({
  name,
  kind,
  from: SOURCE.map((prefix) => prefix + name),
});
const plain = (name: string, kind: ColumnKind, ...others: string[]): EventColumn => ({
  name,
  kind,
  from: [name, ...others],
});

/**
 * The columns that people query: the fields of the Reports API's query help that occur in reports, and a few more. Other
 * columns of a report are stored under their own names: those of `CARRIED_COLUMNS` in columns, the rest in the event's
 * map. The order is that of the table.
 */
export const EVENT_COLUMNS: readonly EventColumn[] = [
  plain('timestamp', 'time'),
  plain('severity', 'severity'),
  plain('status', 'word'),
  source('ip', 'range'),
  source('port', 'u16'),
  plain('protocol', 'word'),
  source('hostname', 'text'),
  source('asn', 'u32'),
  source('geo', 'word'),
  source('region', 'word'),
  source('city', 'word'),
  source('naics', 'word'),
  source('sector', 'word'),
  plain('dst_ip', 'address'),
  plain('dst_port', 'u16'),
  plain('dst_asn', 'u32'),
  plain('dst_geo', 'word'),
  plain('dst_region', 'word'),
  plain('dst_city', 'word'),
  plain('dst_hostname', 'text'),
  plain('dst_naics', 'word'),
  plain('dst_sector', 'word'),
  plain('tag', 'tags'),
  plain('device_vendor', 'word'),
  plain('device_type', 'word'),
  plain('device_model', 'word'),
  plain('device_version', 'word'),
  plain('device_sector', 'word'),
  plain('application', 'word'),
  plain('version', 'word'),
  plain('family', 'word'),
  plain('infection', 'word'),
  plain('source', 'word'),
  plain('source_url', 'text'),
  plain('domain', 'text'),
  plain('referer', 'text', 'http_referer'),
  plain('agent', 'text', 'http_agent', 'user_agent'),
  plain('banner', 'text'),
  plain('md5', 'text'),
  plain('sha1', 'text'),
  plain('sha256', 'text'),
  plain('sha512', 'text'),
];

/** Severities in ascending order; the store keeps their numbers, with 0 for none. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Kinds of subjects of events (decisions.md#subjects); the store keeps their numbers. */
export const SUBJECT_KINDS = ['none', 'ip', 'network', 'hostname', 'account', 'url', 'text'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

const FIELD_COLUMNS: ReadonlySet<string> = new Set(EVENT_COLUMNS.map(({ name }) => name));

/** Whether a slot is that of a typed column from which a field is derived, and neither '' nor a carried column. */
export function isFieldColumn(slot: string): boolean {
  return FIELD_COLUMNS.has(slot);
}

/**
 * The name of the typed or carried column that each column of a header feeds, or '' if it goes to the map. Stored with
 * every load, so that rows can be rebuilt even if a later version decides differently.
 *
 * @param decided existing slots of the header's first columns, which do not change (later JSON rows add columns)
 */
export function slotsOf(header: readonly string[], decided: readonly string[] = []): string[] {
  const slots = header.map((_, index) => decided[index] ?? '');
  const free = (index: number) => index >= decided.length && slots[index] === '';
  const lower = header.map((name) => name.toLowerCase());
  for (const column of EVENT_COLUMNS) {
    if (decided.includes(column.name)) continue;
    const fed = column.from.map((name) => lower.indexOf(name)).find((index) => index >= 0 && free(index));
    if (fed !== undefined) slots[fed] = column.name;
  }
  return slots.map((slot, index) => (free(index) && carriedColumn(header[index]!) ? header[index]! : slot));
}
