// Writes a change of a finding as a record in ArcSight's Common Event Format (CEF), version 0.
import type { SubjectKind } from '../../domain/event-columns.js';
import type { ReportedFinding } from '../reported-finding.js';
import {
  type CefRecord,
  type Cell,
  cefLine,
  columnsPair,
  type Pair,
  placed,
  severityOf,
  type TypeFacts,
} from './cef.js';
import { type Key, OWN_KEYS } from './keys.js';

/** @param own pairs that every record of an output gets */
export function cefFinding(
  finding: ReportedFinding,
  { title, severity: usual, classification }: TypeFacts,
  own: readonly Pair[],
): CefRecord {
  const { type, day, at, firstSeen, lastSeen } = finding;
  const severity = severityOf(finding.severity) ?? severityOf(usual)!;
  const time = Date.parse(at);
  const { pairs: keyed, rest } = placed(cellsOf(finding));
  const pairs: Pair[] = [
    ...instant('start', firstSeen),
    ...instant('end', lastSeen),
    ['rt', String(time)],
    ['externalId', finding.finding],
    ['act', finding.changes.join(',')],
    ['outcome', finding.state],
    ['cat', `${classification.taxonomy}/${classification.type}`],
    ...keyed,
    ...own,
    [OWN_KEYS.change, finding.id],
    [OWN_KEYS.date, day],
    [OWN_KEYS.list, finding.list],
    ...columnsPair(rest),
  ];
  const said = pairs.filter(([, text]) => text !== '');
  return { line: cefLine([`${FINDING_CLASS}:${type}`, title], severity, said), severity, time };
}

/** Distinguishes records of findings from those of events, whose class is their report type alone. */
export const FINDING_CLASS = 'finding';

/** The midnight at which a report date begins, as CEF has times. */
function instant(key: string, date: string): Pair[] {
  return date === '' ? [] : [[key, String(Date.parse(`${date}T00:00:00Z`))]];
}

/** The column and key of a subject, by its kind. An IPv6 address and a network get keys of their own, as in events. */
export const SUBJECT_KEYS: Readonly<Record<SubjectKind, { readonly column: string; readonly key: Key }>> = {
  none: { column: 'subject', key: 'flexString1' },
  ip: { column: 'ip', key: 'src' },
  network: { column: 'ip', key: 'src' },
  hostname: { column: 'hostname', key: 'shost' },
  account: { column: 'account', key: 'duser' },
  url: { column: 'url', key: 'request' },
  text: { column: 'subject', key: 'flexString1' },
};

function cellsOf(finding: ReportedFinding): Cell[] {
  const { subject, subjectKind, hostname, port, asn } = finding;
  const all: readonly Cell[] = [
    { ...SUBJECT_KEYS[subjectKind], text: subject },
    { column: 'hostname', key: 'shost', text: hostname === subject ? '' : hostname },
    { column: 'port', key: 'spt', text: port === 0 ? '' : String(port) },
    { column: 'protocol', key: 'proto', text: finding.transport },
    { column: 'reason', key: 'reason', text: finding.reason },
    { column: 'tag', key: 'cs1', text: finding.tags.join(';') },
    { column: 'infection', key: 'cs2', text: finding.infection },
    { column: 'cve', key: 'cs3', text: finding.cves.join(';') },
    { column: 'previous state', key: 'cs4', text: finding.previousState },
    { column: 'author', key: 'cs5', text: finding.author },
    { column: 'geo', key: 'cs6', text: finding.geo },
    { column: 'device', key: 'flexString2', text: finding.device },
    { column: 'asn', key: 'cn1', text: asn === 0 ? '' : String(asn) },
  ];
  return all.filter(({ text }) => text !== '');
}
