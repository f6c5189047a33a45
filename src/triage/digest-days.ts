// The days that have a digest, with their numbers of decisions.
import type { OperatorStore } from '../store/index.js';
import type { DigestDay } from './digest.js';

/**
 * The newest of these days first.
 *
 * @param until the last day to list; omitted = the newest one
 */
export function digestDays(
  { tables }: Pick<OperatorStore, 'tables'>,
  { until = LAST_DAY, most }: { readonly until?: string; readonly most: number },
): Promise<DigestDay[]> {
  return tables.rows<DigestDay>(
    `SELECT toString(digest_date) AS date, all, handle, recent, whitelisted, unknown, not_ours FROM digests
     WHERE digest_date <= {until:Date} ORDER BY digest_date DESC LIMIT {most:UInt32}`,
    { until, most },
  );
}

/** The last day that the engine's type Date knows. */
const LAST_DAY = '2149-06-06';
