// Changes the state of findings by hand or by a notice: notified, acknowledged, resolved.
import { type Clock, unixSeconds } from '../domain/clock.js';
import { dateOf } from '../domain/days.js';
import type { Mark } from '../domain/finding-state.js';
import { amongIds, byId, type OperatorStore } from '../store/index.js';
import { statesOf } from './finding-sql.js';
import { newestSteps } from './steps-of.js';
import { TRIAGE_TABLES } from './tables.js';

export interface MarkRequest {
  /** Whole ids, 32 hex digits each. */
  readonly findings: readonly string[];
  readonly mark: Mark;
  readonly reason: string;
  readonly author: string;
  /** True if no person made the mark, for example after a notice was sent. */
  readonly automatic?: boolean;
  /**
   * Whether the person knew a finding's newest step (0 = none); findings of which the person did not are left as they
   * are. Omitted = all are marked.
   */
  readonly isKnown?: (finding: string, step: number) => boolean;
}

/** What a mark did. */
export interface Marked {
  /** The number of the step, by which it can be undone. */
  readonly step: number;
  readonly marked: readonly string[];
  /** Findings to which something happened that the person did not know. */
  readonly left: readonly string[];
}

const CHOSEN = amongIds('findings');

/**
 * Marks findings in one step. `notified` and `acknowledged` start the interval in which the owner is not told again
 * (decisions.md#being-told). A finding marked resolved counts as seen until today: a report of a later day reopens the
 * finding, a late report of an earlier day does not.
 */
export async function markFindings(
  { store, clock }: { readonly store: OperatorStore; readonly clock: Clock },
  { findings, mark, reason, author, automatic = false, isKnown }: MarkRequest,
): Promise<Marked> {
  const tables = store.ownTables(TRIAGE_TABLES);
  const at = clock();
  return store.steps.short(async (step) => {
    const newest = isKnown && (await newestSteps(tables, findings));
    const marked = newest ? findings.filter((id) => isKnown(id, newest.get(id) ?? 0)) : findings;
    const values = { findings: marked, mark, reason, author, automatic };
    if (marked.length > 0)
      await tables.run(MARK, { ...values, seq: step, day: dateOf(at), at: unixSeconds(at) });
    const known = new Set(marked);
    return { step, marked, left: findings.filter((id) => !known.has(id)) };
  });
}

const MARK = `INSERT INTO finding_event_rows (finding, seq, day, at, changes, state_before, state, seen, severity, cves, reason,
    author, automatic)
  SELECT now.finding, {seq:UInt64}, {day:Date}, fromUnixTimestamp({at:UInt32}),
    if(known.opened = 0, ['opened', {mark:String}], [{mark:String}]), known.state, {mark:String},
    if({mark:String} = 'resolved', greatest(now.last_seen, {day:Date}), now.last_seen),
    greatest(toInt8(now.severity), toInt8(known.known_severity)), arraySort(arrayUnion(now.cves, known.known_cves)),
    {reason:String}, {author:String}, {automatic:Bool}
  FROM (SELECT * FROM findings WHERE ${byId(CHOSEN)}) AS now
  LEFT JOIN (${statesOf(CHOSEN)}) AS known ON now.finding = known.finding`;
