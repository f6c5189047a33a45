// The statements that write automatic events of findings: changes, resolution by absence, withdrawal.

import { FINDING_KEY_COLUMNS } from '../domain/finding-columns.js';
import type { OfBatch } from './batches.js';
import { DECIDED, DECIDED_KEY } from './columns.js';
import { type Coverage, inventoryOf, ours } from './coverage.js';
import { findingsOn, STATES } from './finding-sql.js';

const SETTINGS = 'SETTINGS max_threads = 2, max_insert_threads = 1';
const EVENT_COLUMNS =
  'finding, seq, day, at, changes, state_before, state, seen, severity, cves, reason, author, automatic';
const STEP = '{seq:UInt64}, {date:Date}, fromUnixTimestamp({at:UInt32})';

const NEW = 'known.opened = 0';
const BACK = "known.state = 'resolved' AND now.seen > known.known_seen";
/** Seen again soon enough to reopen. A finding that a re-issue withdrew (`known_seen` 0) always reopens, because no day says since when it was absent. */
const SOON = '(now.seen - known.known_seen <= {reopenDays:UInt32} OR toUInt16(known.known_seen) = 0)';

/** The condition of each change. Severity and CVE ids are compared with everything known before, so that no change repeats. */
const CHANGES: Readonly<Record<string, string>> = {
  opened: `${NEW} OR (${BACK} AND NOT ${SOON})`,
  reopened: `NOT (${NEW}) AND ${BACK} AND ${SOON}`,
  severity_rose: `NOT (${NEW}) AND toInt8(now.severity) > toInt8(known.known_severity)`,
  new_cve: `NOT (${NEW}) AND NOT hasAll(known.known_cves, now.cves)`,
  // The host was exposed before it was compromised; noted once each time the finding is open.
  compromised: `NOT (${NEW}) AND known.state != 'resolved' AND intruded.intruded_on > now.first_seen
    AND now.report_type IN {exposedTypes:Array(String)}
    AND (known.compromised = 0 OR known.compromised < greatest(known.opened, known.reopened))`,
};

/** What decides whether findings changed. */
export interface Following {
  /** Whether the store has reports of later days. */
  readonly later: boolean;
  /** Whether it has reports of types whose taxonomy is an intrusion. */
  readonly intrusions: boolean;
}

/** What identifies a host across findings: its device, or else its subject. */
const HOST: readonly (readonly [name: string, sql: (row: string) => string])[] = [
  ['host_device', (row) => `${row}lease_device`],
  ...(['subject_first', 'subject_last'] as const).map(
    (name) =>
      [`host_${name}`, (row: string) => `if(${row}lease_device != '', toIPv6('::'), ${row}${name})`] as const,
  ),
  ['host_subject_text', (row) => `${row}subject_text`],
];

const INTRUDED = `
      LEFT JOIN (
        SELECT ${HOST.map(([name, sql]) => `${sql('')} AS ${name}`).join(', ')}, max(first_seen) AS intruded_on FROM findings
        WHERE report_type IN {compromisedTypes:Array(String)} AND first_seen <= {date:Date}
        GROUP BY ${HOST.map(([name]) => name).join(', ')}) AS intruded
      ON ${HOST.map(([name, sql]) => `${sql('now.')} = intruded.${name}`).join(' AND ')}`;

/**
 * Opens and reopens findings and notes their changes, for all findings of one batch. A host is compromised if a report
 * type whose taxonomy is an intrusion lists the host; without such reports the statement is shorter, because its
 * analysis takes longer than its work on a few findings.
 */
export function writeChanges(ofBatch: OfBatch, { later, intrusions }: Following): string {
  const named = Object.entries(CHANGES)
    .filter(([name]) => intrusions || name !== 'compromised')
    .map(([name, when]) => `if(${when}, '${name}', '')`);
  return `
    INSERT INTO finding_event_rows (${EVENT_COLUMNS})
    SELECT finding, ${STEP}, changed, state_before,
      multiIf(has(changed, 'opened'), 'open', has(changed, 'reopened'), 'reopened', toString(state_before)),
      seen, severity, cves,
      multiIf(has(changed, 'opened') AND was_known, 'seen again after a long time', has(changed, 'opened'), 'first seen',
        has(changed, 'reopened'), 'seen again', ''), 'sundial', 1
    FROM (
      SELECT now.finding AS finding, now.seen AS seen, known.state AS state_before, known.opened > 0 AS was_known,
        greatest(toInt8(now.severity), toInt8(known.known_severity)) AS severity,
        arraySort(arrayDistinct(arrayConcat(known.known_cves, now.cves))) AS cves,
        arrayFilter(name -> name != '', [${named.join(', ')}]) AS changed
      FROM ${ofBatch(findingsOn(later))} AS now
      LEFT JOIN ${ofBatch(STATES)} AS known ON now.finding = known.finding${intrusions ? INTRUDED : ''})
    WHERE notEmpty(changed)
    ${SETTINGS}`;
}

/**
 * Collects absent findings (decisions.md#closed-days). A finding of a daily type is absent after some reports without
 * the finding, or after a higher number of days without a report of its type. A finding of a sporadic type is absent
 * after some days, provided that its list still delivers reports. Findings of other types never become absent.
 *
 * @param closed SQL of the closed days of each list and type
 */
export function collectAbsent(ofBatch: OfBatch, later: boolean, closed: string): string {
  // There are at most as many closed days as days have passed, which leaves few findings to check.
  const long = ofBatch(
    `SELECT * FROM (${findingsOn(later)}) WHERE seen <= {date:Date} - least({misses:UInt32}, {silentMisses:UInt32}, {sporadicDays:UInt32})`,
  );
  const states = `SELECT * FROM (${STATES}) WHERE state != 'resolved'`;
  return `
    INSERT INTO triage_candidates (${DECIDED})
    SELECT ${['finding', ...DECIDED_KEY.split(', ')].map((name) => `now.${name}`).join(', ')}, known.known_severity,
      known.known_cves, now.hostname, now.list, now.first_seen, now.seen, known.state
    FROM ${long} AS now
    INNER JOIN (SELECT * FROM ${ofBatch(states)} WHERE finding IN (SELECT finding FROM ${long})) AS known ON now.finding = known.finding
    INNER JOIN (${closed}) AS closed_days
    ON now.list = closed_days.list AND toString(now.report_type) = closed_days.report_type
    WHERE if(now.report_type IN {daily:Array(String)},
      arrayCount(day -> day > now.seen, closed_days.arrived) >= {misses:UInt32}
        OR arrayCount(day -> day > now.seen, closed_days.closed) >= {silentMisses:UInt32},
      closed_days.heard - now.seen >= {sporadicDays:UInt32})
    ${SETTINGS}`;
}

/** Resolves the collected findings that are still ours: a finding outside our networks is absent for another reason. */
export function resolveCollected(ofBatch: OfBatch, coverage: Coverage): string {
  const absent = ofBatch('SELECT * FROM triage_candidates');
  return `
    INSERT INTO finding_event_rows (${EVENT_COLUMNS})
    SELECT candidate.finding, ${STEP}, ['resolved'], candidate.state, 'resolved', candidate.seen, candidate.severity, candidate.cves,
      concat('not seen since ', toString(candidate.seen)), 'sundial', 1
    FROM ${absent} AS candidate LEFT JOIN (${inventoryOf(absent, coverage)}) AS inventory_entry ON candidate.finding = inventory_entry.finding
    WHERE ${ours(coverage)}
    ${SETTINGS}`;
}

/**
 * Resolves findings that no report contains any more: reports were re-issued without them, or leases that became known later
 * give their events to a device, or to another one.
 */
export function withdraw(ofBatch: OfBatch): string {
  const gone = `${ofBatch(STATES)} WHERE state != 'resolved'
    AND finding NOT IN (SELECT finding FROM ${ofBatch('SELECT finding FROM findings')})`;
  const last = `SELECT * FROM finding_versions WHERE finding IN (SELECT finding FROM ${gone})`;
  const same = FINDING_KEY_COLUMNS.map(([name]) => `last.${name} = day.${name}`).join(' AND ');
  return `
    INSERT INTO finding_event_rows (${EVENT_COLUMNS})
    SELECT finding, ${STEP}, ['withdrawn'], state, 'resolved', toDate(0), known_severity, known_cves,
      multiIf(finding IN (SELECT finding FROM (${last}) WHERE lease_device != ''), 'no report has events of the device any more',
        finding IN (SELECT last.finding FROM (${last}) AS last INNER JOIN (
          SELECT * FROM finding_days
          WHERE lease_device != '' AND (report_type, subject_first) IN (SELECT report_type, subject_first FROM (${last}))) AS day
          ON ${same}), 'the events at its address are those of a device now',
        'its reports were issued again without it'), 'sundial', 1
    FROM ${gone}`;
}
