// Checks that stage `refresh` renews enrichers for the addresses in reports, and is due again unless all were renewed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import { refreshStage } from './refresh-stage.js';
import type { StageResult } from './stage-result.js';
import type { StageRun } from './stage-run.js';
import { digest, runOn, tallyOf } from './testing/run-on.js';

const SCAN = 'timestamp,ip\n1,192.0.2.1\n2,192.0.2.2\n3,192.0.2.1\n4,192.0.2.0/24\n';
const EVENT = 'timestamp,src_ip,dst_ip\n1,2001:db8::1,198.51.100.1\n';

let root: string;
let asked: (readonly string[])[];
let isBroken: boolean;
let unanswered: number;
let run: StageRun;
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-refresh-'));
  [asked, isBroken, unanswered] = [[], false, 0];
  const refresh = async (addresses: readonly string[]) => {
    asked.push(addresses);
    const error = new SundialError('path-missing', { file: 'lost.csv' });
    return [{ name: 'whois', outcome: 'read', entries: 2, unanswered, ...(isBroken && { error }) }];
  };
  const enrichment = { enrich: async () => new Map(), refresh, enrichers: 1 };
  run = { ...runOn(root, [SCAN, EVENT]), enrichment } as unknown as StageRun;
  await receive('scan_ntp', SCAN);
  await receive('event4_honeypot_brute_force', EVENT);
});
afterEach(() => rmSync(root, { recursive: true }));

async function receive(type: string, content: string): Promise<void> {
  const received = { sha256: digest(content), bytes: 1, publishedAt: 0, at: '', path: 'a', source: 'post' };
  await run.ledger.write({ report: { type, date: '2026-03-02', list: 'example' }, received });
}

async function refreshed(): Promise<StageResult> {
  const tally = tallyOf('refresh');
  await refreshStage(run, tally);
  return tally.end();
}

it("asks once about the subjects' addresses in all reports, and does not do it again", async () => {
  expect(await refreshed()).toMatchObject({ in: 3, out: 3, rows: 4 });
  expect(asked.map((addresses) => addresses.toSorted())).toEqual([['192.0.2.1', '192.0.2.2', '2001:db8::1']]);
  expect(await refreshed()).toMatchObject({ skipped: 2 });
  expect(asked.slice(1).flat()).toEqual([]);
});

it('is due again if an enricher could not be renewed', async () => {
  isBroken = true;
  expect(await refreshed()).toMatchObject({ failed: 1 });
  isBroken = false;
  expect(await refreshed()).toMatchObject({ out: 3, skipped: 0, failed: 0 });
  expect(asked[1]).toHaveLength(3);
});

it('is due again while an enricher has addresses left, and says how many', async () => {
  for (const [left, words] of [
    [2, '2 addresses are'],
    [1, '1 address is'],
  ] as const) {
    unanswered = left;
    const { items } = await refreshed();
    expect(items.map(({ note }) => note)).toContain(`read, 2 entries, ${words} left to the next run`);
  }
  unanswered = 0;
  expect(await refreshed()).toMatchObject({ out: 3, skipped: 0 });
  expect(await refreshed()).toMatchObject({ skipped: 2 });
});
