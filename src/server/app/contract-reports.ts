// The shapes of the answers about reports: the calendar, the list, one report, files that failed, runs and sources.
import { z } from 'zod';
import { count, day, instant, page, parameter } from './contract-parts.js';

/** Days of one calendar. */
const MOST_DAYS = 62;

export const calendarQuery = z.strictObject({
  to: day.optional().describe('the last day; omitted = the newest one with a report'),
  days: z.coerce.number().pipe(z.int().min(1).max(MOST_DAYS)).default(14),
  list: parameter.optional(),
  type: parameter.optional(),
});

/** What is known about the report of a list and type on a day, the first that applies. */
export const CELL_STATES = [
  'missing',
  'failed',
  'set-aside',
  'short',
  'reissued',
  'empty',
  'loaded',
  'none',
] as const;

const cell = z.strictObject({
  date: day,
  state: z.enum(CELL_STATES),
  report: count.nullable().describe('the id of the version that counts'),
  rows: count,
  stated: count.nullable().describe('rows according to the publisher, if they differ'),
  set_aside: count,
  versions: count,
});

export const calendarAnswer = z.strictObject({
  from: day,
  to: day,
  days: count,
  earlier: day.describe('the last day of the calendar before'),
  later: day.nullable().describe('the last day of the calendar after; null = this is the newest'),
  newest_day: day.nullable().describe('null = there is no report'),
  lines: z.array(
    z.strictObject({
      ...{ list: z.string(), type: z.string(), title: z.string() },
      cells: z.array(cell).describe('one for each day'),
    }),
  ),
  lines_left_out: count,
  silent: z
    .array(z.strictObject({ list: z.string(), last: day }))
    .describe('lists from which nothing has arrived for days'),
  states: z.record(z.enum(CELL_STATES), count).describe('cells by their state'),
  totals: z.strictObject({
    reports: count,
    rows: count,
    accepted: count,
    duplicate: count,
    set_aside: count,
  }),
});

const LAST_PAGE = 1_000;

export const reportsQuery = z.strictObject({
  ...{ list: parameter.optional(), type: parameter.optional() },
  date: parameter.optional().describe('a report date, or a range such as 2026-01-01:2026-01-31'),
  page: page(LAST_PAGE),
});

const report = z.strictObject({
  id: count,
  type: z.string(),
  date: day,
  list: z.string(),
  state: z.enum(['current', 'superseded']),
  rows: count,
  accepted: count,
  duplicate: count,
  quarantined: count,
  bytes: count,
  unparsed: count.describe('values that could not be read in their type'),
  sha256: z.string(),
  published_at: instant.nullable(),
  superseded_by: count.nullable(),
  flags: z.array(z.string()),
  expired: z.array(z.enum(['events', 'original'])).describe('what retention has removed'),
});

export const reportsAnswer = z.strictObject({ total: count, page_rows: count, rows: z.array(report) });

const setAside = z.strictObject({
  line: count,
  reason: z.string(),
  text: z.string().describe('the beginning of the row'),
  bytes: count.describe('of the whole row'),
});

const delivery = z.strictObject({
  source: z.string(),
  path: z.string(),
  delivered_at: instant,
  outcome: z.enum(['loaded', 'known', 'older', 'failed']),
  error: z.string(),
});

export const reportAnswer = z.strictObject({
  ...report.shape,
  title: z.string(),
  columns: z.array(z.string()),
  versions: z.array(report),
  deliveries: z.array(delivery),
  set_aside: z.array(setAside).describe('the first ones'),
});

export const failedAnswer = z.strictObject({
  rows: z.array(
    z.strictObject({
      source: z.string(),
      path: z.string(),
      delivered_at: instant,
      code: z.string(),
      message: z.string(),
    }),
  ),
});

export const runsAnswer = z.strictObject({
  rows: z.array(
    z.strictObject({
      ...{ run: count, command: z.string(), started_at: instant, finished_at: instant.nullable() },
      status: z.enum(['running', 'done', 'partial', 'failed', 'interrupted']),
      ...{ reports: count, accepted: count, duplicate: count, quarantined: count, failed: count },
      error: z.string(),
    }),
  ),
});

export const sourcesAnswer = z.strictObject({
  state: z.enum(['starting', 'running', 'stopping']),
  next_run: instant.nullable(),
  running_since: instant.nullable(),
  rows: z.array(
    z.strictObject({
      ...{ name: z.string(), kind: z.string(), last_success: instant.nullable() },
      failed_in_a_row: count,
      problems: z.array(z.string()),
    }),
  ),
});
