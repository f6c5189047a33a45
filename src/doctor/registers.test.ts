// Tests the doctor's line about the registers that the service imports.
import { expect, it } from 'vitest';
import type { TableReader } from '../store/index.js';
import { registersFinding } from './registers.js';

const NOW = Date.UTC(2026, 1, 1, 12) / 1000;
const minutesAgo = (minutes: number) => NOW - minutes * 60;
const last = (status: string, success: number, error = '') => ({
  ...{ command: 'leases import', status, error, success },
});

it.each([
  [0, [], 'ok', 'the service imports none'],
  [60, [], 'warning', 'leases: nothing was imported yet'],
  [
    60,
    [last('failed', 0, 'no\nsuch file')],
    'warning',
    'leases: no\\u000asuch file; nothing was imported yet',
  ],
  [60, [last('done', minutesAgo(180))], 'ok', 'leases: the last import was at 2026-02-01 09:00:00'],
  [60, [last('done', minutesAgo(181))], 'warning', 'leases: the last import was at 2026-02-01 08:59:00'],
  [
    60,
    [last('failed', minutesAgo(70), 'exit code 1')],
    'warning',
    'leases: exit code 1; the last import was at 2026-02-01 10:50:00',
  ],
])('leases every %i minutes, with %j', async (lease_interval_minutes, rows, status, found) => {
  const tables = { rows: async () => rows } as unknown as TableReader;
  const intervals = { inventory_interval_minutes: 0, lease_interval_minutes };
  expect(await registersFinding(tables, intervals, NOW)).toMatchObject({ status, found });
});
