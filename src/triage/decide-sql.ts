// The statements that decide which findings belong to a digest, and what the digest decides on each of them.

import type { OfBatch } from './batches.js';
import { DECIDED, DECIDED_KEY } from './columns.js';
import { type Coverage, identityOf, inventoryOf, ours, whitelistOf } from './coverage.js';
import { findingsOn, statesOf } from './finding-sql.js';

const SETTINGS = 'SETTINGS max_threads = 2, max_insert_threads = 1';

/** Each finding's latest decision in digests of earlier days; digests of this day or later are ignored. */
const BEFORE = `
  SELECT finding, argMax(seen, digest_date) AS decided_seen, argMax(told_on, digest_date) AS told_on,
    argMax(told_seq, digest_date) AS told_seq, argMax(decision = 'whitelisted', digest_date) AS was_whitelisted
  FROM decision_rows
  WHERE digest_date < {date:Date} AND digest IN (SELECT digest FROM digests WHERE digest_date < {date:Date})
  GROUP BY finding`;

/** The step at which a digest or a notice last told the owner since the finding was opened (decisions.md#being-told). */
const TOLD_SEQ = 'greatest(before.told_seq, known.marked)';
const TOLD_ON = `if(known.opened > ${TOLD_SEQ}, toDate(0), greatest(before.told_on, known.marked_on))`;

/**
 * Collects the findings of the digest: open findings that were seen on a later day than at their last decision. A late
 * report is therefore not missed, and a report that is merely loaded again brings no finding back. Steps after
 * `{events}`, which people may take in the meantime, belong to the next digest.
 */
export function collectFindings(ofBatch: OfBatch, later: boolean): string {
  return `
    INSERT INTO triage_candidates (${DECIDED}, told_on, told_seq, was_whitelisted, reopened, severity_rose, new_cve,
      compromised, changed_at, lease_device)
    SELECT ${[
      'finding',
      ...DECIDED_KEY.split(', '),
      'severity',
      'cves',
      'hostname',
      'list',
      'first_seen',
      'seen',
    ]
      .map((name) => `now.${name}`)
      .join(', ')}, known.state,
      ${TOLD_ON}, ${TOLD_SEQ}, before.was_whitelisted, known.reopened, known.severity_rose, known.new_cve,
      known.compromised, known.changed_at, now.lease_device
    FROM ${ofBatch(findingsOn(later))} AS now
    INNER JOIN ${ofBatch(`SELECT * EXCEPT known_cves FROM (${statesOf('seq <= {events:UInt64}')}) WHERE state != 'resolved'`)} AS known
    ON now.finding = known.finding
    LEFT JOIN ${ofBatch(BEFORE)} AS before ON now.finding = before.finding
    WHERE now.seen > before.decided_seen
    ${SETTINGS}`;
}

const CHANGED = ['severity_rose', 'new_cve', 'compromised'] as const;

/**
 * Why a finding is put to handle: the first reason that applies, in the order of
 * docs/explanation/triage.md#the-decision. Empty = the owner was told recently.
 */
const REASON = `multiIf(
  candidate.reopened > candidate.told_seq, 'reopened',
  ${CHANGED.map((name) => `candidate.${name} > candidate.told_seq AND (toUInt16(candidate.told_on) > 0 OR whitelisted.broken > 0), '${name}',`).join('\n  ')}
  candidate.was_whitelisted = 1, 'whitelist_ended',
  toUInt16(candidate.told_on) = 0, 'new',
  {date:Date} - candidate.told_on >= interval, 'repeat',
  '')`;

/** Decides on all collected findings. */
export function decideCollected(ofBatch: OfBatch, coverage: Coverage): string {
  const findings = ofBatch('SELECT * FROM triage_candidates');
  const inventory = inventoryOf(findings, coverage);
  const whitelist = whitelistOf(findings, inventory, coverage);
  const identity = identityOf(findings, coverage, 'candidate.');
  // A finding without a subject has no owner to notify.
  const known = `candidate.subject_kind != 'none'${coverage.inventory ? ' AND inventory_entry.known = 1' : ''}`;
  return `
    INSERT INTO decision_rows (digest, digest_date, decision, reason, ${DECIDED}, told_before, told_on, told_seq, interval,
      device, owner, contacts, devices, entries, identity)
    SELECT {digest:UInt32}, {date:Date}, decided, if(decided = 'handle', why, ''), ${DECIDED},
      told_on, if(is_told, {date:Date}, told_on), if(is_told, {events:UInt64}, told_seq),
      interval, devices[1], best_owner, best_contacts, devices, entries, identity
    FROM (
      SELECT candidate.finding AS finding, candidate.* EXCEPT finding, inventory_entry.devices AS devices, inventory_entry.best_owner AS best_owner, inventory_entry.best_contacts AS best_contacts,
        whitelisted.entries AS entries, ${identity.sql} AS identity, {intervals:Array(UInt16)}[toInt8(candidate.severity) + 1] AS interval, ${REASON} AS why,
        multiIf(NOT ${ours(coverage)}, 'not_ours', NOT (${known}), 'unknown', notEmpty(whitelisted.entries), 'whitelisted',
          why = '' OR {isBaseline:UInt8} = 1, 'recent', 'handle') AS decided,
        decided = 'handle' OR (decided = 'recent' AND {isBaseline:UInt8} = 1) AS is_told
      FROM ${findings} AS candidate
      LEFT JOIN (${inventory}) AS inventory_entry ON candidate.finding = inventory_entry.finding
      LEFT JOIN (${whitelist}) AS whitelisted ON candidate.finding = whitelisted.finding${identity.join('candidate.finding')})
    ${SETTINGS}`;
}
