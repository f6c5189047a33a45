// The members of the bodies of methods about reports, in every form that clients send.
import * as z from 'zod';
import type { Clock } from '../../../../domain/clock.js';
import { SundialError } from '../../../../domain/errors.js';
import { normaliseType } from '../../../../domain/report.js';
import { readDays } from '../../../../query/index.js';
import type { Caller } from '../../method.js';

/** A name or several. */
export const names = z.union([z.string().transform((each) => [each]), z.array(z.string())], {
  error: 'expected a name, or a list of names',
});

/** `true` or `false`, which some clients send as text. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], {
  error: 'expected true or false',
});

/** The first and last day that a request names. @throws SundialError `query-invalid` */
export function daysOf(date: string | undefined, clock: Clock): { from?: string; to?: string } {
  return date === undefined ? {} : readDays(date, clock, 'date');
}

/** Types that a request names, as the store writes them; undefined = all. */
export function typesOf(...given: (readonly string[] | undefined)[]): string[] | undefined {
  const all = given.filter((each) => each !== undefined).flat();
  return all.length === 0 ? undefined : all.map(normaliseType);
}

/** Listings of an answer if the request states no limit: as upstream. */
const DEFAULT_LISTINGS = 1_000;

/** @throws SundialError `query-invalid` for more than an answer may have */
export function limitOf(limit: number | undefined, { maxRows }: Caller): number {
  if (limit !== undefined && limit > maxRows)
    throw new SundialError('query-invalid', {
      place: 'limit',
      problem: `is more than ${maxRows}, the limit`,
    });
  return limit ?? Math.min(DEFAULT_LISTINGS, maxRows);
}
