// The shapes of the pages about one finding and about one subject, and of why an owner was told or not.
import { z } from 'zod';
import { state, step } from './contract-marks.js';
import { count, day, parameter } from './contract-parts.js';

/** What identifies a finding, and how bad it is. */
export const brief = {
  id: z.string().describe('32 hex digits'),
  type: z.string(),
  title: z.string().describe('what the type is about; empty for types that are not in the catalogue'),
  subject: z.string(),
  at: z.string().describe('what tells findings of a subject apart: "123/udp", or the infection'),
  severity: z.string(),
  first_seen: day,
  last_seen: day,
  days: count.describe('on which it was seen'),
  state,
};

const findingBrief = z.strictObject(brief);

const time = z.string().describe('2026-03-08 10:00:00, in UTC');

const change = z.strictObject({
  ...{ day, at: time, change: z.string(), state, reason: z.string(), author: z.string() },
  automatic: z.boolean().describe('false = a person did it'),
});

const decision = z.strictObject({
  date: day,
  decision: z.string(),
  reason: z.string(),
  told_on: day.nullable().describe('when its owner was last told, including by this digest'),
  ...{ device: z.string(), owner: z.string() },
  entries: z.array(count).describe('entries of the whitelist that applied'),
});

const event = z.strictObject({
  ...{ time, date: day, type: z.string(), subject: z.string(), severity: z.string() },
  ...{ port: count, protocol: z.string(), tags: z.array(z.string()) },
  report: count.describe('the number of the report'),
});

export const findingAnswer = z.strictObject({
  ...brief,
  link: z.string().nullable(),
  step: step.describe('the newest step of the finding; 0 = none'),
  highest_severity: z.string(),
  cves: z.array(z.string()),
  is_exploited: z.boolean().describe('whether one of the CVE ids is known to be exploited'),
  epss: z.number().describe('the highest probability of exploitation, 0 to 1; 0 = unknown'),
  tags: z.array(z.string()),
  facts: z
    .array(z.strictObject({ name: z.string(), value: z.string() }))
    .describe('what reports say about its host'),
  events: count,
  list: z.string(),
  dates: z.array(day).describe('the days of a strip of days, up to the newest day of any report'),
  seen: z.array(day).describe('the days on which it was seen, as far as they are kept'),
  closed: z.array(day).describe('the days on which it could have been reported'),
  changes: z.array(change).describe('oldest first'),
  decisions: z.array(decision).describe('newest first'),
  evidence: z.array(event.extend({ line: count.describe('in the report') })).describe('the newest events'),
  others: z.array(findingBrief).describe('other findings of the same subject'),
});

export const explainQuery = z.strictObject({
  date: day.optional().describe('the day whose rules apply; omitted = today'),
});

export const explanation = z.strictObject({
  state,
  decision: z
    .strictObject({ date: day, decision: z.string(), reason: z.string() })
    .nullable()
    .describe('null = no digest has decided yet'),
  rules: z
    .array(z.strictObject({ rule: z.string(), says: z.string() }))
    .describe('in the order of the decision'),
});

export const subjectQuery = z.strictObject({ of: parameter.describe('an address, a network, or a name') });

export const subjectAnswer = z.strictObject({
  subject: z.string(),
  dates: z.array(day).describe('the days of a strip of days, up to the newest day of any report'),
  facts: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  findings: z.strictObject({ total: count, rows: z.array(findingBrief) }),
  seen: z
    .array(z.strictObject({ type: z.string(), title: z.string(), days: z.array(day) }))
    .describe('the days on which each type reported it, oldest first'),
  entries: z.array(
    z.strictObject({
      ...{ entry: count, type: z.string(), subject: z.string(), until: time },
      ...{ reason: z.string(), author: z.string() },
    }),
  ),
  evidence: z.array(event).describe('the newest events'),
  reports: z.array(z.strictObject({ id: count, date: day, type: z.string(), list: z.string(), rows: count })),
});
