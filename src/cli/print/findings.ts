// Prints findings: a table for people, CSV for spreadsheets.
import type { Finding } from '../../store/index.js';
import { csv } from '../../text/index.js';
import { count, table } from './table.js';

/** Hex digits of an id that people see; commands take any unique start of 6 and more. */
const SHORT_ID = 8;

/** A table, with the days missed where gone findings were asked for. */
export function findingsTable(findings: readonly Finding[], total: number, gone = false): string {
  if (findings.length === 0) return 'No finding matches.';
  const head = ['id', 'type', 'subject', 'port', 'severity', 'first seen', 'last seen', 'days', 'events'];
  const rows = findings.map((finding) => [
    finding.id.slice(0, SHORT_ID),
    finding.type,
    finding.subject,
    distinction(finding),
    finding.severity,
    finding.first_seen,
    finding.last_seen,
    finding.days,
    finding.events,
    ...(gone ? [finding.missed] : []),
  ]);
  const columns = [...head, ...(gone ? ['days missed'] : [])];
  return `${table(columns, rows, { right: [7, 8, 9] })}\n${count(findings.length)} of ${count(total)} findings`;
}

/** What tells this finding from others of its subject and type: `443/tcp`, or an infection. */
export function distinction({ port, transport, infection }: Finding): string {
  if (infection) return infection;
  return [port === 0 ? '' : String(port), transport].filter(Boolean).join('/');
}

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
] as const satisfies readonly (keyof Finding)[];

export function findingsCsv(findings: readonly Finding[]): string {
  const cell = (finding: Finding, name: (typeof COLUMNS)[number]): string | number => {
    const value = finding[name];
    if (typeof value === 'object') return value.join(';');
    return value === 0 ? '' : (value as string | number);
  };
  return csv(
    COLUMNS,
    findings.map((finding) => COLUMNS.map((name) => cell(finding, name))),
  );
}

/** A finding for programs; days missed are told only where they were counted. */
export function findingJson({ missed, ...finding }: Finding, gone = false): object {
  return gone ? { ...finding, missed } : finding;
}
