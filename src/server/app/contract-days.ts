// The shapes of the answers about days: the digest of a day as an inbox, and the days that have one.
import { z } from 'zod';
import { newestStep, step } from './contract-marks.js';
import { count, day, instant } from './contract-parts.js';

/** The numbers of decisions, which add up to `all`. */
const counts = z.strictObject({
  all: count,
  handle: count,
  recent: count,
  whitelisted: count,
  unknown: count,
  not_ours: count,
});

/** Rows of a part; `total` counts those beyond the limit as well. */
const part = <Row extends z.ZodType>(row: Row) => z.strictObject({ total: count, rows: z.array(row) });

const finding = z.strictObject({
  id: z.string().describe('32 hex digits'),
  type: z.string(),
  title: z.string(),
  /** The publisher's description of the type. */
  link: z.string().nullable(),
  subject: z.string(),
  at: z.string().describe('what tells findings of a subject apart: "123/udp", or the infection'),
  severity: z.string(),
  cves: z.array(z.string()),
  exploited: z.array(z.string()).describe('those CVE ids that are known to be exploited'),
  hostname: z.string(),
  list: z.string(),
  first_seen: day,
  device: z.string(),
  owner: z.string().describe('who has to act; empty without an inventory entry'),
  contacts: z.array(z.string()),
  note: z.string().describe('why it is in this part, in words'),
  step: step.describe('the newest step of the finding; 0 = none'),
  since: newestStep.nullable().describe('what happened last after the digest was decided'),
  accepted: z
    .strictObject({ entry: count, reason: z.string(), author: z.string(), at: instant })
    .nullable()
    .describe('the entry of the whitelist that covers it and was made after the digest'),
});

export const dayAnswer = z.strictObject({
  date: day,
  previous: day.nullable().describe('the day before that has a digest'),
  next: day.nullable(),
  kind: z.enum(['digest', 'baseline']),
  decided_at: z.string(),
  author: z.string(),
  counts,
  step: step.describe('the last step of any finding that this answer knows'),
  handle: part(finding),
  unknown: part(finding),
  reopened: part(finding),
  resolved: part(finding),
  recent: part(finding),
  whitelisted: part(finding),
  /** Whether the data of the day is whole. */
  data: z.strictObject({
    missing: part(z.strictObject({ list: z.string(), type: z.string(), date: day, last: day })),
    short: part(
      z.strictObject({
        ...{ list: z.string(), type: z.string(), date: day, rows: count },
        stated: count.nullable(),
      }),
    ),
    set_aside: part(
      z.strictObject({ list: z.string(), type: z.string(), date: day, rows: count, report: count }),
    ),
    warnings: part(
      z.strictObject({ level: z.enum(['warning', 'error']), code: z.string(), message: z.string() }),
    ),
  }),
});

export const daysAnswer = z.strictObject({
  days: z.array(z.strictObject({ date: day, ...counts.shape })),
});
