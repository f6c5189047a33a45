// Every field of queries for findings, as data: the columns of a finding, over its row with the alias `e`.

import type { CveFactName } from '../../domain/cve-fact.js';
import { SundialError } from '../../domain/errors.js';
import { LEASE_DEVICE } from '../../domain/lease-device.js';
import { didYouMean } from '../../domain/nearest.js';
import type { Resolved } from '../language/conditions.js';
import { CVE_FIELDS, cveFieldNote } from '../language/cve-fields.js';
import type { Field } from '../language/field.js';

const text = (name: string, folded: Field['folded'] = 'lower'): Field => ({
  ...{ name, kind: 'text', sql: `toString(e.${name})`, wildcards: true },
  ...(folded && { folded }),
});
const number = (name: string): Field => ({ name, kind: 'number', sql: `e.${name}` });
const date = (name: string): Field => ({ name, kind: 'date', sql: `e.${name}` });
const severity = (name: string): Field => ({ name, kind: 'severity', sql: `e.${name}` });

const FIELDS: readonly Field[] = [
  { name: 'type', kind: 'type', sql: 'e.report_type' },
  { name: 'subject', kind: 'subject', sql: 'e.subject_text', folded: 'lower', wildcards: true },
  { name: 'ip', kind: 'range', sql: 'e.subject_first', last: 'e.subject_last' },
  number('port'),
  text('transport'),
  text('infection'),
  severity('severity'),
  severity('highest_severity'),
  { name: 'tag', kind: 'words', sql: 'e.tags', wildcards: true },
  { name: 'cve', kind: 'words', sql: 'e.cves', folded: 'upper', wildcards: true },
  ...CVE_FIELDS,
  text('hostname', 'host'),
  number('asn'),
  text('geo'),
  text('city'),
  text('sector'),
  text('device_vendor'),
  text('device_type'),
  text('device_model'),
  text(LEASE_DEVICE, undefined),
  { name: 'list', kind: 'list', sql: 'e.list' },
  date('first_seen'),
  date('last_seen'),
  number('days'),
  number('events'),
];

const BY_NAME: ReadonlyMap<string, Field> = new Map(FIELDS.map((field) => [field.name, field]));

/** The names of all fields of findings. */
export const FINDING_FIELDS: readonly string[] = FIELDS.map(({ name }) => name);

/** What determines which fields there are. */
export interface FieldFacts {
  /** The facts about vulnerabilities that lists in use have. */
  readonly cveFacts: readonly CveFactName[];
  /** Whether the scope shows the names of devices in leases. */
  readonly namesDevices: boolean;
}

/**
 * A field of findings; names are case-insensitive.
 *
 * @throws SundialError `field-unknown` with the nearest name
 */
export function findingField(asked: string, { cveFacts, namesDevices }: FieldFacts): Resolved {
  const name = asked.toLowerCase();
  const shown = FINDING_FIELDS.filter((each) => each !== LEASE_DEVICE || namesDevices);
  const field = shown.includes(name) ? BY_NAME.get(name) : undefined;
  const note = field && cveFieldNote(field.name, cveFacts);
  if (field) return { field, ...(note !== undefined && { note }) };
  throw new SundialError('field-unknown', { field: asked, nearest: didYouMean(asked, shown) });
}
