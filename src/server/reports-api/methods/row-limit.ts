// How many rows an answer has: as many as the request states, or else as upstream.
import { SundialError } from '../../../domain/errors.js';
import type { Caller } from '../method.js';

/** Rows of an answer if the request states no limit, as upstream. */
const DEFAULT_ROWS = 1_000;

/** @throws SundialError `query-invalid` for more rows than an answer may have */
export function limitOf(limit: number | undefined, { maxRows }: Pick<Caller, 'maxRows'>): number {
  if (limit !== undefined && limit > maxRows)
    throw new SundialError('query-invalid', {
      place: 'limit',
      problem: `is more than ${maxRows}, the limit`,
    });
  return limit ?? Math.min(DEFAULT_ROWS, maxRows);
}
