// The shapes of the list of findings: its filters, and its answer.
import { z } from 'zod';
import { FINDING_STATES } from '../../domain/finding-state.js';
import { brief } from './contract-finding.js';
import { count, day, page, parameter, repeated } from './contract-parts.js';

/** Beyond this page, filters are the better way. */
const LAST_PAGE = 100;

export const findingsQuery = z.strictObject({
  state: z.enum(FINDING_STATES).optional(),
  seen: z
    .enum(['new', 'gone'])
    .optional()
    .describe('new = first seen on the date; gone = no longer seen on the date'),
  date: parameter.optional().describe('for seen; omitted = the newest day'),
  since: parameter.optional().describe('seen on this day or later'),
  subject: parameter.optional(),
  where: repeated(parameter).describe('conditions such as severity>=medium'),
  group: z.enum(['type', 'severity', 'subject', 'network', 'asn']).optional(),
  page: page(LAST_PAGE),
});

const finding = z.strictObject({
  ...brief,
  cves: z.array(z.string()),
  is_exploited: z.boolean().describe('whether one of the CVE ids is known to be exploited'),
  hostname: z.string(),
  asn: count,
  geo: z.string(),
  list: z.string(),
  missed: count.describe('days since it was last seen; only in answers to seen=gone'),
  state_since: z.string().describe('a day, or empty'),
  author: z.string().describe('who brought the state about; empty = the reports'),
  reason: z.string(),
  device: z.string(),
  owner: z.string(),
});

const group = z.strictObject({
  value: z.string().describe('empty = findings without one'),
  condition: z.string().nullable().describe('selects the findings of the group'),
  findings: count,
  severity: z.string().describe('the highest'),
  last_seen: day,
});

export const findingsAnswer = z.strictObject({
  newest_day: day.describe('of any report'),
  states: z.record(z.enum(FINDING_STATES), count).describe('findings by state, whatever state is asked for'),
  total: count,
  page_rows: count.describe('rows of a full page'),
  rows: z.array(finding).describe('empty if groups are asked for'),
  groups: z.strictObject({ total: count, rows: z.array(group) }).nullable(),
});
