// Shapes that several answers of the contract have in common.
import { z } from 'zod';

export const count = z.int().nonnegative();
export const day = z.iso.date();
export const instant = z.iso.datetime().describe('in UTC');

/** The longest text of a parameter: a filter that somebody writes. */
const TEXT_CHARACTERS = 500;
export const parameter = z.string().min(1).max(TEXT_CHARACTERS);

/** The most values of a parameter that may be repeated. */
const VALUES = 30;
/** A parameter that may be repeated. */
export const repeated = <Each extends z.ZodType>(each: Each) =>
  z.preprocess((given) => (given === undefined ? [] : [given].flat()), z.array(each).max(VALUES));

/** A page of rows: 1, 2 and so on. @param most the last page */
export const page = (most: number) => z.coerce.number().pipe(z.int().min(1).max(most)).default(1);
