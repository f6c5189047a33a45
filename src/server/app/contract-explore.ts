// The shapes of exploring events: the view that is asked for, and the parts of its answer in the order in which they come.
import { z } from 'zod';
import { count, day, parameter, repeated } from './contract-parts.js';

/** By which property the events of a day are divided. */
export const SPLITS = ['type', 'severity', 'asn', 'geo', 'tag'] as const;

/** Cursors hold the first bytes of a value. */
const CURSOR_CHARACTERS = 2_000;

const conditions = {
  where: repeated(parameter).describe('conditions such as severity>=medium, as in "sundial query --where"'),
  date: parameter.optional().describe('a day or a range of days, such as -30:now'),
};

export const exploreQuery = z.strictObject({
  ...conditions,
  sort: parameter.optional().describe('a field with :asc or :desc; omitted = the newest first'),
  field: repeated(parameter).describe('the columns; none = the usual ones'),
  facet: repeated(parameter).describe('the fields whose values are counted'),
  by: z.enum(SPLITS).default('type'),
  cursor: z
    .string()
    .min(1)
    .max(CURSOR_CHARACTERS)
    .optional()
    .describe('of the rows before; the answer has rows only'),
});

const cell = z.union([z.string(), z.number(), z.null(), z.array(z.string())]);

const rows = z.strictObject({
  part: z.literal('rows'),
  fields: z.array(z.string()),
  rows: z.array(
    z.strictObject({
      report: count.describe('the number of the report'),
      line: count.describe('in the report'),
      cells: z.array(cell).describe('in the order of the fields'),
    }),
  ),
  next: z.string().nullable().describe('the cursor of the next rows'),
  page_rows: count.describe('rows of a full page'),
});

const events = z.strictObject({ part: z.literal('count'), events: count });

const series = z.strictObject({
  part: z.literal('series'),
  by: z.enum(SPLITS),
  days: z.array(day).describe('all days from the first to the last one'),
  values: z
    .array(
      z.strictObject({
        value: z.string().describe('empty = events without one'),
        condition: z.string().nullable().describe('selects its events'),
        events: z.array(count).describe('by day'),
      }),
    )
    .describe('the largest first'),
  rest: z.array(count).describe('events of all other values, by day'),
  missing: z.array(count).describe('reports that are missing, by day: counts of these days are too low'),
});

const facets = z.strictObject({
  part: z.literal('facets'),
  facets: z.array(
    z.strictObject({
      field: z.string(),
      events: count,
      without: count.describe('events without a value'),
      distinct: count.describe('the number of values'),
      values: z
        .array(z.strictObject({ value: z.string(), events: count, condition: z.string().nullable() }))
        .describe('the most frequent first; the condition selects the events of a value'),
    }),
  ),
});

const problem = z.strictObject({
  part: z.literal('problem'),
  of: z.enum(['overview', 'facets', 'missing']).describe('the part that could not be made'),
  code: z.string(),
  message: z.string(),
});

const end = z.strictObject({
  part: z.literal('end'),
  notes: z.array(z.string()).describe('for the person who asks'),
});

export const explorePart = z.discriminatedUnion('part', [rows, events, series, facets, problem, end]);

export const eventAnswer = z.strictObject({
  report: count,
  line: count,
  ...{ type: z.string(), title: z.string(), date: day, list: z.string() },
  cells: z
    .array(z.strictObject({ column: z.string(), value: z.string(), condition: z.string().nullable() }))
    .describe(
      'each cell that is not empty, as the report has it; the condition selects the events with the same cell',
    ),
  empty: z.array(z.string()).describe('the columns whose cells are empty'),
});
