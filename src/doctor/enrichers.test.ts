// Tests the doctor's line about enrichers.
import { expect, it } from 'vitest';
import type { TableReader } from '../store/index.js';
import { enrichersFinding } from './enrichers.js';

const tables = (...rows: object[]) => ({ rows: async () => rows }) as unknown as TableReader;
const attempt = (source: string, outcome: string, problem = '', since = '2026-01-30') => ({
  ...{ source, outcome, problem, day: '2026-02-01', since },
});

it.each([
  [[], [], 'ok', 'none is configured'],
  [['kev'], [], 'warning', 'never read: kev'],
  [['kev'], [attempt('kev', 'unchanged')], 'ok', 'kev (of 2026-01-30); the last renewal of each worked'],
  [
    ['kev', 'ours'],
    [attempt('kev', 'failed', 'https://example.com/kev cannot be fetched')],
    'warning',
    'kev (2026-02-01): https://example.com/kev cannot be fetched; what is in use is of 2026-01-30',
  ],
  [
    ['kev'],
    [attempt('kev', 'failed', 'no such file', '')],
    'warning',
    'kev (2026-02-01): no such file; it says nothing yet',
  ],
])('%j with %j', async (names, rows, status, found) => {
  expect(await enrichersFinding(tables(...rows), names)).toMatchObject({ status, found });
});
