// Reads the newest step of findings: what happened to each last, and who did it.
import type { FindingState } from '../domain/finding-state.js';
import { amongIds, type TableReader } from '../store/index.js';

/** The newest step of a finding. */
export interface NewestStep {
  readonly id: string;
  readonly step: number;
  readonly state: FindingState;
  readonly changes: readonly string[];
  readonly day: string;
  /** Unix seconds. */
  readonly at: number;
  readonly reason: string;
  readonly author: string;
  /** False if a person made it. */
  readonly automatic: boolean;
}

const CHOSEN = amongIds('findings');

/** The numbers of the newest steps; findings to which nothing has happened yet are not in it. */
export async function newestSteps(
  tables: TableReader,
  findings: readonly string[],
): Promise<Map<string, number>> {
  const rows = await tables.rows<{ id: string; step: number }>(
    `SELECT lower(hex(finding)) AS id, max(seq) AS step FROM finding_event_rows WHERE ${CHOSEN} GROUP BY finding`,
    { findings },
  );
  return new Map(rows.map(({ id, step }) => [id, step]));
}

/** The newest steps with what they say. @param findings few enough for a page */
export async function describeSteps(
  tables: TableReader,
  findings: readonly string[],
): Promise<Map<string, NewestStep>> {
  if (findings.length === 0) return new Map();
  const rows = await tables.rows<Omit<NewestStep, 'automatic'> & { automatic: number }>(
    `SELECT lower(hex(finding)) AS id, seq AS step, toString(state) AS state, changes, toString(day) AS day,
       toUnixTimestamp(at) AS at, reason, author, automatic
     FROM finding_event_rows WHERE ${CHOSEN} ORDER BY finding, seq DESC LIMIT 1 BY finding`,
    { findings },
  );
  return new Map(rows.map((row) => [row.id, { ...row, automatic: row.automatic === 1 }]));
}
