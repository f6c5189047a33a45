// Which part of the matching events an answer has: the days, the order, the number of rows, and the page.
import * as z from 'zod';
import { SundialError } from '../../../../domain/errors.js';
import { LIMITS } from '../../../../domain/limits.js';
import type { Query } from '../../../../query/index.js';
import type { Caller } from '../../method.js';
import { limitOf } from '../row-limit.js';
import { whole } from './body.js';

export type Sort = 'ascending' | 'descending';

/** The members of a body that choose the part. */
export const part = {
  date: z.string().optional(),
  sort: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['ascending', 'descending'], { error: 'expected ascending or descending' }))
    .optional(),
  limit: whole.optional(),
  page: whole.optional(),
};

interface Asked {
  readonly date?: string | undefined;
  readonly sort?: Sort | undefined;
  readonly limit?: number | undefined;
  readonly page?: number | undefined;
}

/** A query that says which part of the events it wants. */
export type PartQuery = Query & { readonly limit: number; readonly page: number };

/**
 * @param otherwise the order if the request states none
 * @throws SundialError `query-invalid` for more rows or a later page than the service answers
 */
export function readPart({ date, sort, limit, page = 1 }: Asked, otherwise: Sort, caller: Caller): PartQuery {
  const rows = limitOf(limit, caller);
  if (rows * page > LIMITS.queryOffset)
    throw new SundialError('query-invalid', {
      place: 'page',
      problem: `is too far: pages reach ${LIMITS.queryOffset} rows. Ask for fewer days at a time with "date"`,
    });
  return { ...(date !== undefined && { date }), sort: sort ?? otherwise, limit: rows, page };
}
