// Checks the enrichers: whether each has been read, and whether its last renewal worked.
import type { TableReader } from '../store/index.js';
import { printable } from '../text/index.js';
import { type Finding, ok, warning } from './check.js';

interface Attempt {
  readonly source: string;
  readonly outcome: string;
  readonly problem: string;
  readonly day: string;
  /** The day since when what the enricher says is in use; empty = it says nothing yet. */
  readonly since: string;
}

/** @param names the configured enrichers */
export async function enrichersFinding(tables: TableReader, names: readonly string[]): Promise<Finding> {
  if (names.length === 0) return ok('none is configured');
  const attempts = await tables.rows<Attempt>(
    `SELECT toString(attempt.source) AS source, toString(outcome) AS outcome, problem,
       toString(toDate(attempt.at)) AS day, if(in_use.at = 0, '', toString(toDate(in_use.at))) AS since
     FROM enrichment_attempts AS attempt FINAL
     LEFT JOIN (
       SELECT source, max(at) AS at
       FROM (SELECT source, at FROM enrichment_versions UNION ALL SELECT source, at FROM cve_lists FINAL)
       GROUP BY source
     ) AS in_use ON in_use.source = attempt.source
     WHERE attempt.source IN {names:Array(String)} ORDER BY source`,
    { names },
  );
  const unread = names.filter((name) => !attempts.some(({ source }) => source === name));
  const failed = attempts.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0)
    return warning(
      failed
        .map(({ source, problem, day, since }) => {
          const left = since === '' ? 'it says nothing yet' : `what is in use is of ${since}`;
          return `${source} (${day}): ${printable(problem)}; ${left}`;
        })
        .join('; '),
      '"sundial enrich update" tries again, and so does the service',
    );
  if (unread.length > 0)
    return warning(
      `never read: ${unread.join(', ')}`,
      '"sundial enrich update" reads them, and so does the service',
    );
  const since = attempts.map(
    ({ source, since }) => `${source} (${since === '' ? 'says nothing yet' : `of ${since}`})`,
  );
  return ok(`${since.join(', ')}; the last renewal of each worked`);
}
