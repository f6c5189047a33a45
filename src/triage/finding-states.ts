// The states of findings: selecting findings by them, counting, and looking up who brought them about.
import { FINDING_STATES, type FindingState } from '../domain/finding-state.js';
import { amongIds, type FindingFilter, type OperatorStore } from '../store/index.js';
import { describeSteps } from './steps-of.js';

/** A finding without any event is open. */
const FIRST_STATE: FindingState = FINDING_STATES[0];

/** Restricts a filter to findings in a state. */
export function inState(filter: FindingFilter, state: FindingState): FindingFilter {
  const sql =
    state === FIRST_STATE
      ? 'e.finding NOT IN (SELECT finding FROM finding_states WHERE toString(state) != {askedState:String})'
      : 'e.finding IN (SELECT finding FROM finding_states WHERE toString(state) = {askedState:String})';
  const { matching } = filter;
  return {
    ...filter,
    matching: {
      sql: matching ? `(${matching.sql}) AND ${sql}` : sql,
      values: { ...matching?.values, askedState: state },
    },
  };
}

/** How many findings of a filter are in each state. */
export async function countStates(
  { findings, statements }: Pick<OperatorStore, 'findings' | 'statements'>,
  filter: FindingFilter,
): Promise<Readonly<Record<FindingState, number>>> {
  const { from, where, values } = findings.source(filter);
  const rows = await statements.rows<{ state: FindingState; findings: number }>(
    `SELECT toString(known.state) AS state, count() AS findings
     FROM (SELECT e.finding AS finding FROM (${from}) AS e WHERE ${where}) AS asked
     LEFT JOIN finding_states AS known ON asked.finding = known.finding GROUP BY state`,
    values,
  );
  const counts = new Map(rows.map((row) => [row.state, row.findings]));
  const entries = FINDING_STATES.map((state) => [state, counts.get(state) ?? 0] as const);
  return Object.fromEntries(entries) as Record<FindingState, number>;
}

/** What is known about a finding besides the reports. */
export interface FindingStanding {
  readonly state: FindingState;
  /** The day of the newest change; empty without any. */
  readonly since: string;
  /** The reason and the author of that change. */
  readonly reason: string;
  readonly author: string;
  /** By the newest decision of a digest; empty without any, and without an inventory. */
  readonly device: string;
  readonly owner: string;
}

/** @param ids whole ids, 32 hex digits each */
export async function standingsOf(
  { questions }: Pick<OperatorStore, 'questions'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FindingStanding>> {
  const steps = await describeSteps(questions, ids);
  const rows = await questions.rows<Pick<FindingStanding, 'device' | 'owner'> & { id: string }>(
    `SELECT lower(hex(finding)) AS id, argMax(device, digest_date) AS device, argMax(owner, digest_date) AS owner
     FROM decisions WHERE ${amongIds('ids')} GROUP BY finding`,
    { ids },
  );
  const owners = new Map(rows.map(({ id, ...owner }) => [id, owner]));
  return new Map(
    ids.map((id) => {
      const { state = FIRST_STATE, day: since = '', reason = '', author = '' } = steps.get(id) ?? {};
      const { device = '', owner = '' } = owners.get(id) ?? {};
      return [id, { state, since, reason, author, device, owner }];
    }),
  );
}
