// Checks the enrichers: whether each has been read, and whether its last renewal worked.
import type { TableReader } from '../store/index.js';
import { printable } from '../text/index.js';
import { type Finding, ok, warning } from './check.js';

interface Attempt {
  readonly source: string;
  readonly outcome: string;
  readonly problem: string;
  readonly day: string;
}

/** @param names the configured enrichers */
export async function enrichersFinding(tables: TableReader, names: readonly string[]): Promise<Finding> {
  if (names.length === 0) return ok('none is configured');
  const attempts = await tables.rows<Attempt>(
    `SELECT toString(source) AS source, toString(outcome) AS outcome, problem, toString(toDate(at)) AS day
     FROM enrichment_attempts FINAL WHERE source IN {names:Array(String)}`,
    { names },
  );
  const unread = names.filter((name) => !attempts.some(({ source }) => source === name));
  const failed = attempts.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0)
    return warning(
      failed.map(({ source, problem, day }) => `${source} (${day}): ${printable(problem)}`).join('; '),
      'What it said before stays in use. "sundial enrich update" tries again, and "sundial enrich status" shows its age',
    );
  if (unread.length > 0)
    return warning(
      `never read: ${unread.join(', ')}`,
      '"sundial enrich update" reads them, and so does the service',
    );
  return ok(`${names.join(', ')}; the last renewal of each worked`);
}
