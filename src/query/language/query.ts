// A query as plain JSON: the same as a request of the Reports API's reports/query where the two overlap; validated
// before use.
import * as z from 'zod';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { didYouMean } from '../../domain/nearest.js';

const value = z.union([z.string(), z.number().transform(String)]);
/** One value or several; operators precede them ("|" any of, "!" not, ">=", ...). */
const values = z.union([value.transform((each) => [each]), z.array(value)]);
const condition = {
  /** The required values, field by field. */
  query: z.record(z.string(), values).optional(),
  date: z.string().optional(),
  /** Report types. */
  type: values.optional(),
  types: values.optional(),
  /** Lists (subscriptions). */
  report: values.optional(),
  reports: values.optional(),
  /** Fields that must have a value. */
  require: values.optional(),
};
const schema = z.strictObject({
  ...condition,
  /** Alternatives: a row has to meet one of them in addition to all other conditions. */
  any: z.array(z.strictObject(condition)).max(LIMITS.queryAlternatives).optional(),
  facet: z.string().optional(),
  /** `descending` (newest first, the default), `ascending`, or a field with `:asc` or `:desc`. */
  sort: z.string().optional(),
  limit: z.int().min(1).max(LIMITS.queryRows).optional(),
  page: z.int().min(1).optional(),
  cursor: z.string().optional(),
  fields: z.array(z.string()).min(1).max(LIMITS.columns).optional(),
});

export type Query = z.output<typeof schema>;
export type Condition = Pick<Query, keyof typeof condition>;

/** Every key that a query may have. */
export const QUERY_KEYS = Object.keys(schema.shape);

/** Validates a query from outside. @throws SundialError `query-invalid` */
export function parseQuery(given: unknown): Query {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw problemOf(result.error.issues[0]!);
}

function problemOf(issue: z.core.$ZodIssue): SundialError {
  const place = issue.path.map(String).join('.') || 'query';
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const known = issue.path.length === 0 ? QUERY_KEYS : Object.keys(condition);
    return new SundialError('query-invalid', {
      place,
      problem: `unknown key "${key}"${didYouMean(key, known)}`,
    });
  }
  return new SundialError('query-invalid', { place, problem: describe(issue) });
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') return `is more than ${issue.maximum}, the limit`;
  if (issue.code === 'too_small') return `is less than ${issue.minimum}`;
  return issue.code === 'invalid_union'
    ? 'is neither a text or number nor a list of them'
    : issue.message.replace(/^Invalid input: /, '');
}
