// The shape of the whitelist: its entries, and how often each applied.
import { z } from 'zod';
import { count, day } from './contract-parts.js';

export const entriesAnswer = z.strictObject({
  entries: z
    .array(
      z.strictObject({
        entry: count,
        version: count.describe('for changes: those of another version are refused'),
        type: z.string().describe('as entered; "all" = all types'),
        types: z.array(z.string()).describe('what the name meant; none = all types'),
        subject: z.string(),
        until: z.string().nullable().describe('UTC; null = forever'),
        state: z.enum(['lasting', 'ends-soon', 'ended']).describe('ends-soon = within two weeks'),
        break_through: z.boolean().describe('whether the owner is told if it gets worse'),
        reason: z.string(),
        author: z.string(),
        since: day,
        applied: count.describe('how many findings it hid, in all digests'),
        applied_on: day.nullable().describe('the last digest in which it hid one'),
      }),
    )
    .describe('the first to end first'),
});
