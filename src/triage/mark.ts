// Changes a finding's state by hand or by a notice: notified, acknowledged, resolved.
import { type Clock, unixSeconds } from '../domain/clock.js';
import { dateOf } from '../domain/days.js';
import { amongIds, byId, type OperatorStore } from '../store/index.js';
import { statesOf } from './finding-sql.js';
import { TRIAGE_TABLES } from './tables.js';

/** The states that a person may set; the others follow from the reports. */
export const MARKS = ['notified', 'acknowledged', 'resolved'] as const;
export type Mark = (typeof MARKS)[number];

export interface MarkRequest {
  /** Whole ids, 32 hex digits each. */
  readonly findings: readonly string[];
  readonly mark: Mark;
  readonly reason: string;
  readonly author: string;
  /** True if no person made the mark, for example after a notice was sent. */
  readonly automatic?: boolean;
}

const CHOSEN = amongIds('findings');

/**
 * Marks findings in one step. `notified` and `acknowledged` start the interval in which the owner is not told again
 * (decisions.md#being-told). A finding marked resolved counts as seen until today: a report of a later day reopens the
 * finding, a late report of an earlier day does not.
 */
export async function markFindings(
  { store, clock }: { readonly store: OperatorStore; readonly clock: Clock },
  { findings, mark, reason, author, automatic = false }: MarkRequest,
): Promise<void> {
  const at = clock();
  const write = (seq: number) =>
    store.ownTables(TRIAGE_TABLES).run(
      `INSERT INTO finding_event_rows (finding, seq, day, at, changes, state_before, state, seen, severity, cves, reason,
       author, automatic)
     SELECT now.finding, {seq:UInt64}, {day:Date}, fromUnixTimestamp({at:UInt32}),
       if(known.opened = 0, ['opened', {mark:String}], [{mark:String}]), known.state, {mark:String},
       if({mark:String} = 'resolved', greatest(now.last_seen, {day:Date}), now.last_seen),
       greatest(toInt8(now.severity), toInt8(known.known_severity)), arraySort(arrayUnion(now.cves, known.known_cves)),
       {reason:String}, {author:String}, {automatic:Bool}
     FROM (SELECT * FROM findings WHERE ${byId(CHOSEN)}) AS now
     LEFT JOIN (${statesOf(CHOSEN)}) AS known ON now.finding = known.finding`,
      {
        ...{ findings, mark, reason, author, automatic },
        seq,
        day: dateOf(at),
        at: unixSeconds(at),
      },
    );
  await store.steps.short(write);
}
