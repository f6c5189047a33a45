// Tests the doctor's line about enrichers.
import { expect, it } from 'vitest';
import type { TableReader } from '../store/index.js';
import { enrichersFinding } from './enrichers.js';

const tables = (...rows: object[]) => ({ rows: async () => rows }) as unknown as TableReader;
const attempt = (source: string, outcome: string, problem = '') => ({
  ...{ source, outcome, problem, day: '2026-02-01' },
});

it.each([
  [[], [], 'ok', 'none is configured'],
  [['kev'], [], 'warning', 'never read: kev'],
  [['kev'], [attempt('kev', 'unchanged')], 'ok', 'kev; the last renewal of each worked'],
  [
    ['kev', 'ours'],
    [attempt('kev', 'failed', 'https://example.com/kev cannot be fetched')],
    'warning',
    'kev (2026-02-01): https://example.com/kev cannot be fetched',
  ],
])('%j with %j', async (names, rows, status, found) => {
  expect(await enrichersFinding(tables(...rows), names)).toMatchObject({ status, found });
});
