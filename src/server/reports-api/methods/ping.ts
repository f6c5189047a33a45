// `test/ping`: tells whether key, secret and connection work.
import { z } from 'zod';
import type { Method } from '../method.js';

export const ping: Method<object> = {
  name: 'test/ping',
  summary: 'Answers with the time of the server, in UTC.',
  body: z.object({}),
  // Publisher's api_utils, README: {"pong": "2020-10-26 23:06:37"}.
  answer: async (_body, { clock }) => ({
    value: { pong: clock().toISOString().slice(0, 19).replace('T', ' ') },
  }),
};
