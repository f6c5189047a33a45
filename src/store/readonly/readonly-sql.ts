// Runs a person's SQL: one SELECT over Sundial's own tables, checked before it runs, on a connection with limits.
import { cancellable } from '../engine/cancel.js';
import type { Engine } from '../engine/engine.js';
import { checkSql } from './readonly-check.js';

export interface SqlLimits {
  readonly rows: number;
  readonly seconds: number;
}

export interface SqlResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** JSON values of cells; integers that JavaScript cannot represent exactly are strings. */
  readonly rows: readonly (readonly unknown[])[];
  /** Whether there were more rows than the limit. */
  readonly cut: boolean;
}

/**
 * Checks and runs one SELECT.
 *
 * @param signal stops the query, in the engine as well
 * @throws SundialError `query-refused`, `query-cancelled`, `query-failed`, `query-memory`
 */
export async function readOnlySql(
  engine: Engine,
  sql: string,
  limits: SqlLimits,
  signal?: AbortSignal,
): Promise<SqlResult> {
  const checked = await checkSql(engine, sql);
  // One extra row tells whether there are more rows.
  const reader = await engine.reader({ rows: limits.rows + 1, seconds: limits.seconds });
  try {
    const bytes = await cancellable(engine, signal, (comment) =>
      reader.bytes(comment + checked, 'JSONCompact'),
    );
    const answer = JSON.parse(bytes.toString()) as Answer;
    // The reader's limit applies to each part of a UNION separately.
    const rows = answer.data.slice(0, limits.rows);
    const exact = answer.meta.map(({ type }) => /^(Nullable\()?U?Int64\b/.test(type));
    return {
      columns: answer.meta,
      rows: rows.map((row) => row.map((cell, index) => (exact[index] ? asNumber(cell) : cell))),
      cut: answer.data.length > limits.rows,
    };
  } finally {
    await reader.close();
  }
}

interface Answer {
  readonly meta: SqlResult['columns'];
  readonly data: readonly (readonly unknown[])[];
}

function asNumber(cell: unknown): unknown {
  return typeof cell === 'string' && Number.isSafeInteger(Number(cell)) ? Number(cell) : cell;
}
