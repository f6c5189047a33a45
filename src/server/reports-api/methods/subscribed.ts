// `reports/subscribed`: lists the constituents of the key, each of which has reports of its own.
import { z } from 'zod';
import type { Method } from '../method.js';

export const subscribed: Method<object> = {
  name: 'reports/subscribed',
  summary: 'Lists the names that reports/list and other methods accept as "reports".',
  body: z.object({}),
  answer: async (_body, { holders }) => ({ value: holders.map(({ id }) => id) }),
};
