// The shapes of accepting findings: a preview of what an entry of the whitelist would cover, and the entry.
import { z } from 'zod';
import { count, day } from './contract-parts.js';

const text = z.string().min(1).max(1_000);

const covered = {
  type: text.describe('a report type, a short name, or "all"'),
  subject: text.describe('an address, a network, a host name, *.name, or a device'),
};

export const previewQuery = z.strictObject(covered);

/** What an entry would have hidden. */
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
});

export const acceptBody = z.strictObject({
  ...covered,
  days: z.int().min(1).nullable().describe('from now; null = forever'),
  reason: z.string().max(1_000).describe('for later readers; may be empty'),
  break_through: z
    .boolean()
    .describe('whether its owner is told anyway if the finding gets worse: severity, a CVE, a compromise'),
});

export const whitelistEntry = z.strictObject({
  entry: count,
  type: z.string(),
  subject: z.string(),
  until: z.string().describe('2026-03-08 10:00:00; the year 9999 = forever'),
  reason: z.string(),
  author: z.string(),
});
