// Connects a test's client of the Reports API to a double, without real waits.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import {
  type DoubleOptions,
  type OfferedReport,
  offered,
  ReportsApiDouble,
} from '../../../../examples/reports-api/index.js';
import { Secret } from '../../../domain/secret.js';
import { openReportsApi, type ReportsApi, type ReportsApiOptions } from '../../index.js';

export const NOW = new Date('2026-03-04T08:00:00Z');
export const CSV = '"timestamp","ip"\n"2026-03-02 00:00:00","192.0.2.1"\n';

/** A report of the list `example`, as CSV that contains its name, so that no two reports are the same. */
export function report(type: string, day = '2026-03-02', list = 'example'): OfferedReport {
  return offered(list, `${day}-${type}-${list}-asn.csv`, `${CSV}"${day} 01:00:00","192.0.2.2 ${type}"\n`);
}

/** The pauses that were requested, but not waited for. */
export interface Tested {
  readonly double: ReportsApiDouble;
  readonly api: ReportsApi;
  readonly pauses: number[];
}

/** A double and its client, both closed after the test. */
export async function against(
  double: DoubleOptions = {},
  client: Partial<ReportsApiOptions> = {},
): Promise<Tested> {
  const running = await new ReportsApiDouble({ now: () => NOW, ...double }).start();
  const pauses: number[] = [];
  const api = openReportsApi({
    url: running.url,
    downloadUrl: running.downloadUrl,
    key: new Secret(running.key),
    secret: new Secret(running.secret),
    delaySeconds: 0,
    timeoutSeconds: 30,
    env: {},
    clock: () => NOW,
    sleep: async (ms) => void pauses.push(ms),
    random: () => 1,
    ...client,
  });
  onTestFinished(async () => {
    await api.close();
    await running.stop();
  });
  return { double: running, api, pauses };
}

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-api-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The error that was thrown. */
export async function failureOf(
  work: Promise<unknown>,
): Promise<{ code: string; message: string; details: Record<string, unknown> }> {
  return work.then(
    (value) => {
      throw new Error(`did not fail: ${JSON.stringify(value)}`);
    },
    (thrown) => thrown,
  );
}
