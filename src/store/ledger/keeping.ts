// Records retention in the ledger: which reports still have their events and originals, and which are losing them.
import type { Engine } from '../engine/engine.js';
import type { Keepable, Keeping } from './ledger.js';
import { LEDGER_COLUMNS } from './tables.js';

/** Selects reports by a condition over the view `reports`, with bound values. */
export interface Chosen {
  readonly where: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The loads of one day whose events or originals are being removed. */
export interface ExpiringDay {
  readonly date: string;
  readonly loads: readonly number[];
  readonly quarantined: number;
}

/**
 * Records that reports are losing, or have lost, their events or originals. The engine copies the ledger's rows itself,
 * because there may be tens of thousands, and writes them as one block.
 *
 * @param at unix seconds; 0 keeps the time of the last change
 */
export async function markKeeping(
  engine: Engine,
  what: Keepable,
  next: Keeping,
  { where, values }: Chosen,
  at = 0,
): Promise<void> {
  const changed: Record<string, string> = {
    seq: '(SELECT max(seq) FROM ledger) + 1 + rowNumberInAllBlocks()',
    changed_at: '{at:UInt32} = 0 ? changed_at : toDateTime({at:UInt32})',
    [what]: `'${next}'`,
  };
  const names = LEDGER_COLUMNS.map(([name]) => name);
  // One thread, so that no two rows get the same position.
  await engine.run(
    `INSERT INTO ledger (${names.join(', ')}) SELECT ${names.map((name) => changed[name] ?? name).join(', ')}
     FROM reports WHERE ${where} SETTINGS max_threads = 1, max_insert_threads = 1`,
    { ...values, at },
  );
}

/** The days whose reports are losing events or originals, oldest first. */
export async function expiringDays(engine: Engine, what: Keepable): Promise<ExpiringDay[]> {
  return engine.rows<ExpiringDay>(
    `SELECT toString(report_date) AS date, groupArray(load) AS loads, sum(set_aside) AS quarantined
     FROM (
       SELECT load, any(report_date) AS report_date, argMax(quarantined, seq) AS set_aside FROM ledger
       GROUP BY load HAVING argMax(${what}, seq) = 'expiring')
     GROUP BY report_date ORDER BY report_date`,
  );
}
