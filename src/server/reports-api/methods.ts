// The list of all methods of the Reports API: one line for each.
import type { Method } from './method.js';
import { keyInfo } from './methods/key-info.js';
import { ping } from './methods/ping.js';
import { deviceInfo } from './methods/query/device-info.js';
import { reportsQuery } from './methods/query/reports-query.js';
import { reportsSchema } from './methods/query/schema.js';
import { reportsStats } from './methods/query/stats.js';
import { subscribed } from './methods/subscribed.js';

export const METHODS: readonly Method[] = [
  ping,
  keyInfo,
  subscribed,
  reportsQuery,
  reportsStats,
  reportsSchema,
  deviceInfo,
];
