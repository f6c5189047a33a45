// Tests how requests to the API appear among the metrics, and that the page on monitoring names each metric.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SILENT_LOG } from '../../domain/log.js';
import { Metrics } from '../prometheus.js';
import type { FinishedAccess } from './access-log.js';
import { API_COUNTERS, API_HISTOGRAMS } from './metrics.js';
import { NOW } from './testing/keys.js';

const ANSWERED: FinishedAccess = {
  ...{ method: 'reports/query', status: 200, refusal: undefined },
  ...{ seconds: 0.02, rows: 7, bytes: 900 },
};

async function linesAfter(...accesses: FinishedAccess[]): Promise<string[]> {
  const status = () => ({
    ...{ version: '1', startedAt: NOW, state: 'starting' as const },
    ...{ intervalSeconds: 900, failedInARow: 0 },
  });
  const metrics = new Metrics({ status, figures: async () => never(), clock: () => NOW, log: SILENT_LOG });
  for (const access of accesses) metrics.answered(access);
  return (await metrics.text()).split('\n').filter((line) => line.startsWith('sundial_api_'));
}

function never(): never {
  throw new Error('the store is not open');
}

it('counts requests, rows, bytes and durations by method', async () => {
  const lines = await linesAfter(ANSWERED, ANSWERED, { ...ANSWERED, method: 'download', rows: 0 });
  expect(lines).toEqual(
    expect.arrayContaining([
      'sundial_api_requests_total{method="reports/query",status="200"} 2',
      'sundial_api_requests_total{method="download",status="200"} 1',
      'sundial_api_rows_total{method="reports/query"} 14',
      'sundial_api_bytes_total{method="reports/query"} 1800',
      'sundial_api_request_duration_seconds_bucket{le="0.01",method="reports/query"} 0',
      'sundial_api_request_duration_seconds_bucket{le="0.025",method="reports/query"} 2',
    ]),
  );
});

it('counts refusals by their reason', async () => {
  const refused = { ...ANSWERED, rows: 0, method: undefined, status: 401, refusal: 'call-refused' as const };
  const lines = await linesAfter(refused, ANSWERED);
  expect(lines).toContain('sundial_api_requests_total{method="none",status="401"} 1');
  expect(lines.filter((line) => line.includes('refusals'))).toEqual([
    'sundial_api_refusals_total{reason="call-refused"} 1',
  ]);
});

it('names each metric in the page on monitoring', () => {
  const page = readFileSync('docs/how-to/monitoring.md', 'utf8');
  for (const { name } of [...API_COUNTERS, ...API_HISTOGRAMS]) expect(page).toContain(`\`${name}`);
});
