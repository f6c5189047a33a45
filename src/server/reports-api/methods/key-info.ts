// `key/info`: describes the key of the request.
import { z } from 'zod';
import type { Method } from '../method.js';

export const keyInfo: Method<object> = {
  name: 'key/info',
  summary: 'Describes the key with which the request is made.',
  body: z.object({}),
  // Publisher's api_utils, issue 10: one object, which repeats the key.
  answer: async (_body, { key, maxRows }) => ({
    value: [
      {
        query_limit: maxRows,
        user: key.label,
        status: 'active',
        access: ['reports'],
        query_count: key.requestsToday,
        apikey: key.apikey.reveal(),
        label: key.label,
      },
    ],
  }),
};
