// The list of all methods of the Reports API: one line for each.
import type { Method } from './method.js';
import { keyInfo } from './methods/key-info.js';
import { ping } from './methods/ping.js';
import { deviceInfo } from './methods/query/device-info.js';
import { reportsQuery } from './methods/query/reports-query.js';
import { reportsSchema } from './methods/query/schema.js';
import { reportsStats } from './methods/query/stats.js';
import { reportsDownload } from './methods/reports/reports-download.js';
import { reportsList } from './methods/reports/reports-list.js';
import { reportsTypes } from './methods/reports/reports-types.js';
import { subscribed } from './methods/subscribed.js';

export const METHODS: readonly Method[] = [
  ping,
  keyInfo,
  subscribed,
  reportsTypes,
  reportsList,
  reportsDownload,
  reportsQuery,
  reportsStats,
  reportsSchema,
  deviceInfo,
];
