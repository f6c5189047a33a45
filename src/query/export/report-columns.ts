// The columns of the reports' own: what an export holds where "original" or "all" is asked for.
import type { RunOptions, ScopedStore } from '../../store/index.js';
import { ORIGINAL } from '../answer/page.js';
import type { Statement } from '../language/compile.js';

/** Stands for every field and every column that no field is made from. */
export const ALL = 'all';

/** A column of reports. */
export interface ReportColumn {
  readonly name: string;
  /** Whether some report has it beside the typed columns, so that no field holds it. */
  readonly isRest: boolean;
}

/**
 * The columns of all reports with events that match, each once, in the order of the headers.
 *
 * @param names the fields asked for; the reports are looked up only where one of them stands for columns of theirs
 */
export async function reportColumns(
  names: readonly string[],
  statement: Statement,
  { events, statements }: ScopedStore,
  options: RunOptions,
): Promise<ReportColumn[]> {
  if (!names.includes(ORIGINAL) && !names.includes(ALL)) return [];
  const loads = await statements.rows<{ load: number }>(
    `SELECT DISTINCT e.load AS load FROM ${statement.source} ORDER BY load`,
    statement.bindings.values,
    options,
  );
  const headers = await events.headers(loads.map(({ load }) => load));
  const rest = new Map<string, boolean>();
  for (const { load } of loads) {
    const { header = [], slots = [] } = headers.get(load) ?? {};
    for (const [place, name] of header.entries())
      rest.set(name, (rest.get(name) ?? false) || (slots[place] ?? '') === '');
  }
  return [...rest].map(([name, isRest]) => ({ name, isRest }));
}
