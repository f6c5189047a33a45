// The shapes of accepting findings: a preview of what an entry of the whitelist would cover, and the entry.
import { z } from 'zod';
import { LIMITS } from '../../domain/limits.js';
import { count, day } from './contract-parts.js';

const text = z.string().min(1).max(1_000);

const covered = {
  type: text.describe('a report type, a short name, or "all"'),
  subject: text.describe('an address, a network, a host name, *.name, or a device'),
};

const days = z.int().min(1).max(LIMITS.whitelistDays).nullable().describe('from now; null = forever');
const until = z.string().describe('2026-03-08 10:00:00; the year 9999 = forever');
const break_through = z
  .boolean()
  .describe('whether its owner is told anyway if the finding gets worse: severity, a CVE, a compromise');

export const previewQuery = z.strictObject(covered);

/** What an entry would have hidden, and what hides it already. */
export const previewAnswer = z.strictObject({
  from: day,
  to: day,
  findings: count,
  days: count.describe('days on which a finding was seen, summed over all findings'),
  handled: count.describe('how often digests put the findings to handle'),
  rows: z.array(
    z.strictObject({
      ...{ id: z.string(), type: z.string(), subject: z.string(), severity: z.string() },
      ...{ days: count, handled: count },
    }),
  ),
  covering: z
    .array(
      z.strictObject({
        ...{ entry: count, type: z.string(), subject: z.string(), until, reason: z.string() },
        break_through,
      }),
    )
    .describe('entries in effect that cover the subject for some of the types'),
});

export const acceptBody = z.strictObject({
  ...covered,
  days,
  reason: z.string().max(1_000).describe('for later readers; may be empty'),
  break_through,
});

/** The version that somebody has seen: if another one is there, the entry is left as it is. */
const version = z.coerce.number().pipe(count);

export const changeEntryBody = z.strictObject({
  version: count.describe('the one that was seen; another one is left as it is'),
  days: days.optional().describe('omitted = the entry keeps its end'),
  reason: z.string().max(1_000),
});

export const removeEntryQuery = z.strictObject({
  version: version.optional().describe('the one that was seen; another one is left as it is'),
});

export const whitelistEntry = z.strictObject({
  entry: count,
  version: count,
  type: z.string(),
  subject: z.string(),
  until,
  reason: z.string(),
  author: z.string(),
});
