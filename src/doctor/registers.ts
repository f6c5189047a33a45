// Checks the registers that the service imports: whether the last import of each worked, and is not too long ago.
import type { Settings } from '../config/index.js';
import { REGISTER_RUNS, type RegisterName } from '../domain/register-runs.js';
import type { TableReader } from '../store/index.js';
import { printable, shownTime } from '../text/index.js';
import { type Finding, ok, warning } from './check.js';

/** An import may be missed while the service is stopped for a moment, or busy with a long load. */
const LATE_INTERVALS = 3;

interface Imports {
  readonly command: string;
  readonly status: string;
  readonly error: string;
  /** Unix seconds of the last import that worked; 0 = never. */
  readonly success: number;
}

/** The registers that the service imports, with the minutes from one import to the next. */
export type RegisterIntervals = Pick<Settings, 'inventory_interval_minutes' | 'lease_interval_minutes'>;

/** @param now unix seconds */
export async function registersFinding(
  tables: TableReader,
  { inventory_interval_minutes: inventory, lease_interval_minutes: leases }: RegisterIntervals,
  now: number,
): Promise<Finding> {
  const intervals = Object.entries({ inventory, leases }).filter(([, minutes]) => minutes > 0) as [
    RegisterName,
    number,
  ][];
  if (intervals.length === 0) return ok('the service imports none');
  const imports = await tables.rows<Imports>(
    `SELECT command, toString(argMax(runs.status, run)) AS status, argMax(runs.error, run) AS error,
       toUnixTimestamp(maxIf(finished_at, runs.status = 'done')) AS success
     FROM runs WHERE command IN {commands:Array(String)} GROUP BY command`,
    { commands: intervals.map(([name]) => REGISTER_RUNS[name]) },
  );
  const found = intervals.map(([name, minutes]) => {
    const last = imports.find(({ command }) => command === REGISTER_RUNS[name]);
    return { name, says: said(last, minutes * 60, now) };
  });
  const faults = found.filter(({ says }) => says.isFault);
  const text = (those: typeof found) => those.map(({ name, says }) => `${name}: ${says.text}`).join('; ');
  if (faults.length === 0) return ok(text(found));
  return warning(
    text(faults),
    faults.map(({ name }) => `"sundial ${REGISTER_RUNS[name]}" tries again`).join(', ') +
      ', and so does the service',
  );
}

function said(
  last: Imports | undefined,
  seconds: number,
  now: number,
): { readonly text: string; readonly isFault: boolean } {
  if (!last || last.success === 0) {
    const why = last?.status === 'failed' ? `${printable(last.error)}; ` : '';
    return { text: `${why}nothing was imported yet`, isFault: true };
  }
  const since = `the last import was at ${shownTime(last.success)}`;
  if (last.status === 'failed') return { text: `${printable(last.error)}; ${since}`, isFault: true };
  return { text: since, isFault: now - last.success > LATE_INTERVALS * seconds };
}
