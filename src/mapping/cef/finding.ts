// Writes a change of a finding as a record in ArcSight's Common Event Format (CEF), version 0.
import type { ReportedFinding } from '../reported-finding.js';
import { type CefRecord, cefLine, type Pair, severityOf, type TypeFacts } from './cef.js';
import { type Key, OWN_KEYS, OWN_LABELS } from './keys.js';
import { keyOfCell } from './value.js';

/** A column of a finding, with its key and the label of the key. */
type Labelled = readonly [key: Key, label: string, text: string];

/** @param own pairs that every record of an output gets */
export function cefFinding(
  finding: ReportedFinding,
  { title, severity: usual, classification }: TypeFacts,
  own: readonly Pair[],
): CefRecord {
  const { type, day, at, firstSeen, lastSeen } = finding;
  const severity = severityOf(finding.severity) ?? severityOf(usual)!;
  const time = Date.parse(at);
  const pairs: Pair[] = [
    ...instant('start', firstSeen),
    ...instant('end', lastSeen),
    ['rt', String(time)],
    ['externalId', finding.finding],
    ['act', finding.changes.join(',')],
    ['outcome', finding.state],
    ['cat', `${classification.taxonomy}/${classification.type}`],
    ...subjectOf(finding),
    ['reason', finding.reason],
    ...labelled(finding),
    ...own,
    [OWN_KEYS.change, finding.id],
    [OWN_KEYS.date, day],
    [OWN_KEYS.list, finding.list],
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

function subjectOf({ subject, hostname, port, transport }: ReportedFinding): Pair[] {
  const key = keyOfCell(subject, 'src');
  const label = key && (OWN_LABELS[key] ?? (key === 'src' ? '' : 'ip'));
  return [
    ...(key ? [[key, subject] as const] : []),
    ...(label ? [[`${key}Label`, label] as const] : []),
    // A subject that is no address is a name, an account or a URL.
    ['shost', hostname || (key ? '' : subject)],
    ['spt', port === 0 ? '' : String(port)],
    ['proto', transport],
  ];
}

function labelled(finding: ReportedFinding): Pair[] {
  const all: readonly Labelled[] = [
    ['cs1', 'tag', finding.tags.join(';')],
    ['cs2', 'infection', finding.infection],
    ['cs3', 'cve', finding.cves.join(';')],
    ['cs4', 'previous state', finding.previousState],
    ['cs5', 'author', finding.author],
    ['cs6', 'geo', finding.geo],
    ['cn1', 'asn', finding.asn === 0 ? '' : String(finding.asn)],
  ];
  return all
    .filter(([, , text]) => text !== '')
    .flatMap(([key, label, text]) => [[key, text] as const, [`${key}Label`, label] as const]);
}
