// Undoes a mark: its findings are in the state that they were in before, and their history says who undid it.
import { type Clock, unixSeconds } from '../domain/clock.js';
import { dateOf } from '../domain/days.js';
import { SundialError } from '../domain/errors.js';
import { MARKS } from '../domain/finding-state.js';
import { amongIds, byId, type OperatorStore } from '../store/index.js';
import { statesOf } from './finding-sql.js';
import { TRIAGE_TABLES } from './tables.js';

export interface UnmarkRequest {
  /** The step of the mark. */
  readonly step: number;
  readonly author: string;
}

/** What undoing a mark did. */
export interface Unmarked {
  readonly restored: readonly string[];
  /** Findings to which something happened since the mark, so that it was left as it is. */
  readonly left: readonly string[];
}

const CHOSEN = amongIds('findings');
const MARK = 'seq = {step:UInt64} AND automatic = 0 AND hasAny(changes, {marks:Array(String)})';

/**
 * Undoes the mark of a step for those of its findings to which nothing has happened since. The mark is removed, so that
 * its owner no longer counts as told; the step that undid it repeats what the mark said.
 *
 * @throws SundialError `mark-unknown` if a step is no mark of a person, or was undone already
 */
export async function unmarkFindings(
  { store, clock }: { readonly store: OperatorStore; readonly clock: Clock },
  { step, author }: UnmarkRequest,
): Promise<Unmarked> {
  const tables = store.ownTables(TRIAGE_TABLES);
  const at = clock();
  const mark = { step, marks: [...MARKS] };
  return store.steps.short(async (seq) => {
    const rows = await tables.rows<{ id: string; newest: number }>(
      `SELECT lower(hex(finding)) AS id, max(seq) AS newest FROM finding_event_rows
       WHERE finding IN (SELECT finding FROM finding_event_rows WHERE ${MARK}) GROUP BY finding`,
      mark,
    );
    if (rows.length === 0) throw new SundialError('mark-unknown', { step });
    const idsOf = (isNewest: boolean) =>
      rows.filter(({ newest }) => (newest === step) === isNewest).map(({ id }) => id);
    const [findings, left] = [idsOf(true), idsOf(false)];
    if (findings.length === 0) return { restored: [], left };
    const [said] = await tables.rows<{ mark: string; says: string }>(
      `SELECT toString(any(state)) AS mark,
         concat(mark, ' by ', any(author), if(any(reason) = '', '', concat(': ', any(reason)))) AS says
       FROM finding_event_rows WHERE ${MARK}`,
      mark,
    );
    // Removed first: a kill in between leaves the findings as they were before the mark, without a word about it.
    await tables.run(
      `DELETE FROM finding_event_rows WHERE ${MARK} AND ${CHOSEN} SETTINGS lightweight_delete_mode = 'lightweight_update_force'`,
      { ...mark, findings },
    );
    await tables.run(UNDONE, {
      ...{ ...said, findings, seq, author },
      day: dateOf(at),
      at: unixSeconds(at),
    });
    return { restored: findings, left };
  });
}

/** What was known before the mark; of a finding that had no steps before, what reports say. */
const before = (known: string, reported: string) =>
  `if(known.finding = now.finding, known.${known}, ${reported})`;

const UNDONE = `INSERT INTO finding_event_rows (finding, seq, day, at, changes, state_before, state, seen, severity, cves, reason,
    author, automatic)
  SELECT now.finding, {seq:UInt64}, {day:Date}, fromUnixTimestamp({at:UInt32}), ['undone'], {mark:String},
    ${before('state', "'open'")}, ${before('known_seen', 'now.last_seen')},
    ${before('known_severity', 'now.severity')}, ${before('known_cves', 'now.cves')}, {says:String}, {author:String}, 0
  FROM (SELECT * FROM findings WHERE ${byId(CHOSEN)}) AS now
  LEFT JOIN (${statesOf(CHOSEN)}) AS known ON now.finding = known.finding`;
