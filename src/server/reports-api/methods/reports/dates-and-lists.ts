// The members of the bodies of methods about reports, in every form that clients send.
import * as z from 'zod';
import type { Catalogue } from '../../../../catalogue/index.js';
import type { Clock } from '../../../../domain/clock.js';
import { readDays } from '../../../../query/index.js';

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

/** Types that a request names, also by their names of earlier years, as the store writes them; undefined = all. */
export function typesOf(
  catalogue: Catalogue,
  ...given: (readonly string[] | undefined)[]
): string[] | undefined {
  const all = given.filter((each) => each !== undefined).flat();
  return all.length === 0 ? undefined : all.map((name) => catalogue.resolve(name));
}
