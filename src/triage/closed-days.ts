// The days on which a finding could have been reported: those that count when it is absent.
import type { Catalogue } from '../catalogue/index.js';
import { closedDays, type OperatorStore } from '../store/index.js';

/** The tables that decide on which days are closed. */
export const CLOSED_DAY_TABLES = ['ledger', 'subscriptions', 'day_reads', 'deliveries'];

/** The closed days of a list and type up to a date, oldest first (docs/explanation/findings.md). */
export async function closedDaysOf(
  { questions }: Pick<OperatorStore, 'questions'>,
  catalogue: Catalogue,
  { list, type }: { readonly list: string; readonly type: string },
  date: string,
): Promise<string[]> {
  const closed = closedDays(date, { [type]: catalogue.describe(type).cadence });
  const [row] = await questions.rows<{ days: string[] }>(
    `SELECT arrayMap(day -> toString(day), arraySort(closed)) AS days FROM (${closed.sql})
     WHERE list = {list:String} AND report_type = {type:String}`,
    { ...closed.values, list, type },
  );
  return row?.days ?? [];
}
