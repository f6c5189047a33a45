// The shapes of what people do to findings, and of what happened to a finding last.
import { z } from 'zod';
import { FINDING_STATES, MARKS } from '../../domain/finding-state.js';
import { count, day, instant } from './contract-parts.js';

export const findingId = z.string().regex(/^[0-9a-f]{32}$/, '32 hex digits');
const mark = z.enum(MARKS);
export const state = z.enum(FINDING_STATES);

/** A number that grows with everything that happens to findings. */
export const step = z.int().nonnegative();

/** What happened to a finding last. */
export const newestStep = z.strictObject({
  step,
  state,
  changes: z.array(z.string()),
  day,
  at: instant,
  reason: z.string(),
  author: z.string(),
  automatic: z.boolean().describe('false = a person did it'),
});

const reason = z.string().max(1_000).describe('for later readers; may be empty');

/** The most findings of one mark by their ids: those of a digest's part. */
const MOST_MARKED = 1_000;

export const markBody = z.strictObject({
  mark,
  reason,
  findings: z
    .record(findingId, step)
    .refine((findings) => Object.keys(findings).length > 0, 'no finding is named')
    .refine((findings) => Object.keys(findings).length <= MOST_MARKED, `more than ${MOST_MARKED} findings`)
    .describe(
      'the ids, each with the newest step of the finding that its reader knows (0 = none): findings to which more has happened are left as they are',
    ),
});

export const dayMarkBody = z.strictObject({
  mark,
  reason,
  until: step.describe('findings to which something happened after this step are left as they are'),
});

export const marked = z.strictObject({
  step: step.describe('by which the mark can be undone'),
  marked: count,
  left: z.strictObject({
    total: count,
    rows: z.array(newestStep.extend({ id: findingId })).describe('the first of them'),
  }),
});

export const unmarked = z.strictObject({
  restored: count,
  left: count.describe('findings to which something happened since the mark'),
});
