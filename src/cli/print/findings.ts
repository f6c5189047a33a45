// Prints findings: a table for people, CSV for spreadsheets.
import { portText } from '../../domain/distinction.js';
import type { Finding } from '../../store/index.js';
import { counted, csv } from '../../text/index.js';
import type { Page } from '../frame/page.js';
import { count, table } from './table.js';

/** Hex digits of an id that people see; commands accept any unique start of 6 or more. */
const SHORT_ID = 8;

/**
 * A table, with missed days if gone findings were requested, and with devices of leases, infections and known exploited
 * vulnerabilities if there are any.
 */
export function findingsTable(findings: readonly Finding[], total: number, page: Page, gone = false): string {
  if (findings.length === 0) return 'No finding matches.';
  const columns = COLUMNS_SHOWN.filter(
    ({ title }) =>
      (title !== 'days missed' || gone) &&
      (title !== 'infection' || findings.some(({ infection }) => infection !== '')) &&
      (title !== 'device' || findings.some(({ lease_device }) => lease_device !== undefined)) &&
      (title !== 'exploited' || findings.some(({ kev }) => kev)),
  );
  const rows = findings.map((finding) => columns.map(({ cell }) => cell(finding)));
  const right = columns.flatMap(({ isNumber }, at) => (isNumber ? [at] : []));
  const shown = table(
    page,
    columns.map(({ title }) => title),
    rows,
    { right, least: LEAST },
  );
  return `${shown}\n${count(findings.length)} of ${counted(total, 'finding')}`;
}

/** Columns that may be left out on a narrow terminal. */
const LEAST = ['events', 'days', 'first seen', 'days missed'];

interface ShownColumn {
  readonly title: string;
  readonly cell: (finding: Finding) => string | number;
  readonly isNumber?: true;
}

const COLUMNS_SHOWN: readonly ShownColumn[] = [
  { title: 'id', cell: ({ id }) => id.slice(0, SHORT_ID) },
  { title: 'type', cell: ({ type }) => type },
  { title: 'subject', cell: ({ subject }) => subject },
  { title: 'device', cell: ({ lease_device = '' }) => lease_device },
  { title: 'port', cell: portText },
  { title: 'infection', cell: ({ infection }) => infection },
  { title: 'severity', cell: ({ severity }) => severity },
  { title: 'exploited', cell: ({ kev }) => (kev ? 'yes' : '') },
  { title: 'first seen', cell: ({ first_seen }) => first_seen },
  { title: 'last seen', cell: ({ last_seen }) => last_seen },
  { title: 'days', cell: ({ days }) => days, isNumber: true },
  { title: 'events', cell: ({ events }) => events, isNumber: true },
  { title: 'days missed', cell: ({ missed }) => missed, isNumber: true },
];

const COLUMNS = [
  'id',
  'type',
  'subject',
  'port',
  'transport',
  'infection',
  'severity',
  'highest_severity',
  'first_seen',
  'last_seen',
  'days',
  'events',
  'hostname',
  'asn',
  'geo',
  'city',
  'sector',
  'device_vendor',
  'device_type',
  'device_model',
  'tags',
  'cves',
  'list',
  'report',
  'kev',
  'epss',
  'lease_device',
] as const satisfies readonly (keyof Finding)[];

export function findingsCsv(findings: readonly Finding[]): string {
  const cell = (finding: Finding, name: (typeof COLUMNS)[number]): string | number => {
    const value = finding[name] ?? '';
    if (typeof value === 'boolean') return value ? 'yes' : 'no';
    if (typeof value === 'object') return value.join(';');
    return value === 0 ? '' : (value as string | number);
  };
  return csv(
    COLUMNS,
    findings.map((finding) => COLUMNS.map((name) => cell(finding, name))),
  );
}

/** A finding for programs; missed days are included only if they were counted. */
export function findingJson({ missed, ...finding }: Finding, gone = false): object {
  return gone ? { ...finding, missed } : finding;
}
