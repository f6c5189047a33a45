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

export const usersAnswer = z.strictObject({
  users: z.array(
    z.strictObject({
      name: z.string(),
      role: z.enum(ROLES),
      state: z.enum(['active', 'invited', 'expired', 'disabled']),
      created: instant,
      link_expires: instant.nullable(),
      sessions: count.describe('open ones'),
    }),
  ),
});
