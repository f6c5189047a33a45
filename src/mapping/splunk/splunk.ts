// Writes an event for Splunk: fields of the Common Information Model, and the report's own columns in an object beside them.
import type { ReportType } from '../../catalogue/index.js';
import { parseAddress } from '../../domain/address.js';
import { cveIdsOf } from '../cve-ids.js';
import { timeOf } from '../instant.js';
import { cellOf, type ReportedEvent } from '../reported-event.js';
import { rowSeverity } from '../row-severity.js';
import { FIELDS, type Form, SEVERITIES, SOURCE_COLUMNS } from './table.js';

export interface SplunkRecord {
  /** The event as one JSON object. */
  readonly json: string;
  /** Milliseconds since 1970; the report date if the event has no time of its own. */
  readonly time: number;
}

export type SplunkFacts = Pick<ReportType, 'title' | 'severity' | 'classification' | 'cveColumns'>;

/** An event whose own columns are JSON already, as outputs have them. */
export type SplunkEvent = ReportedEvent & { readonly json: string };

/** Writes an event. Fields of CIM come first, because Splunk extracts fields from the beginning of long events only. */
export function splunkRecord(
  event: SplunkEvent,
  facts: SplunkFacts,
  state: 'appeared' | 'withdrawn',
): SplunkRecord {
  const { id, type, date, list, json } = event;
  const head = JSON.stringify({ kind: 'event', id, state, type, date, list, ...commonFields(event, facts) });
  return {
    json: `${head.slice(0, -1)},"event":${json}}`,
    time: timeOf(cellOf(event, 'timestamp')) ?? Date.parse(date),
  };
}

function commonFields(event: ReportedEvent, facts: SplunkFacts): Record<string, string | number | string[]> {
  const { taxonomy, type } = facts.classification;
  const ownColumn = SOURCE_COLUMNS[event.type] ?? {};
  const own = FIELDS.map(({ field, columns, form }) => {
    const cells = columns.map((column) => formed(cellOf(event, ownColumn[column] ?? column), form));
    return [field, cells.find((cell) => cell !== undefined)] as const;
  });
  const cves = cveIdsOf(event, facts);
  return {
    ...{ vendor_product: 'Shadowserver Reports', dvc: 'Shadowserver', signature: facts.title },
    category: `${taxonomy}/${type}`,
    severity: SEVERITIES[rowSeverity(event) ?? facts.severity]!,
    ...(cves.length > 0 && { cve: cves }),
    ...Object.fromEntries(own.filter((pair): pair is [string, string | number] => pair[1] !== undefined)),
  };
}

/** A cell in the form of its field; undefined if it has another form. */
function formed(text: string, form: Form): string | number | undefined {
  if (text === '') return undefined;
  if (form === 'port') return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
  if (form === 'address') return !text.includes('/') && parseAddress(text) ? text : undefined;
  return form === 'word' ? text.toLowerCase() : text;
}
