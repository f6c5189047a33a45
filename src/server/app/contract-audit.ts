// The shapes of requests for the audit log.
import { z } from 'zod';
import { count, instant } from './contract-parts.js';

const given = (what: z.ZodString | z.ZodISODate) => what.optional();

export const auditQuery = z.strictObject({
  text: given(z.string().max(200)).describe('somewhere in the line, in any case'),
  event: given(z.string().max(50)),
  from: given(z.iso.date()).describe('the first day, in UTC'),
  to: given(z.iso.date()).describe('the last day, in UTC'),
});

const areAll = z.boolean().describe('whether there are no more of them');

export const auditAnswer = z.strictObject({
  rows: z.array(
    z.strictObject({
      time: instant,
      event: z.string(),
      by: z.string().describe('empty for somebody unknown who was refused'),
      through: z.string().describe('web or command'),
      address: z.string().optional(),
      about: z.string().optional().describe('another user, a day or a subject'),
      role: z.string().optional(),
      mark: z.string().optional(),
      error: z.string().optional().describe('why it did not succeed'),
      step: count.optional(),
      findings: count.optional(),
      left: count.optional(),
      entry: count.optional(),
    }),
  ),
  are_all: areAll,
});

export const auditFile = z.strictObject({ content: z.string(), are_all: areAll });
