// The shapes of the answers about the service itself: its options and its users.
import { z } from 'zod';
import { ROLES } from '../../domain/role.js';
import { count, instant } from './contract-parts.js';

export const settingsAnswer = z.strictObject({
  options: z
    .array(
      z.strictObject({
        name: z.string(),
        section: z.string().describe('empty for keys of sources, outputs and enrichers'),
        value: z.string().describe('secrets are masked'),
        source: z.string().describe('where the value came from, such as sundial.yaml:3 or default'),
        description: z.string(),
      }),
    )
    .describe('as they were when the service began'),
});

const role = z.enum(ROLES);

export const userAnswer = z.strictObject({
  name: z.string(),
  role,
  state: z.enum(['active', 'invited', 'expired', 'disabled']),
  created: instant,
  link_expires: instant.nullable(),
  sessions: count.describe('open ones'),
});

export const usersAnswer = z.strictObject({ users: z.array(userAnswer) });

export const userWithLink = z.strictObject({
  user: userAnswer,
  link: z.string().describe('opens the account once; it is shown now and never again'),
});

export const inviteBody = z.strictObject({ name: z.string().min(1).max(100), role });
export const roleBody = z.strictObject({ role });

export const doctorAnswer = z.strictObject({
  checks: z.array(
    z.strictObject({
      name: z.string(),
      status: z.enum(['ok', 'warning', 'problem']),
      found: z.string(),
      advice: z.string().describe('empty if there is nothing to do'),
    }),
  ),
});
