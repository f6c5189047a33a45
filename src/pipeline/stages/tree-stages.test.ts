// Checks that a report whose rows reach one tree and not the other counts once in each stage.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import { processStage } from './process-stage.js';
import { digest, runOn, tallyOf, UNSYNCED } from './testing/run-on.js';
import { treeStages } from './tree-stages.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-trees-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('a report that fails in the second tree is done in the first one, and in each only once', async () => {
  const report = 'timestamp,ip,geo\n1,192.0.2.1,KE\n';
  const run = runOn(root, [report], {
    ...UNSYNCED,
    rename: async (from, to) => {
      if (to.includes('/service/')) throw new SundialError('too-few-files');
      await UNSYNCED.rename(from, to);
    },
  });
  const received = { sha256: digest(report), bytes: 1, publishedAt: 0, at: '', path: 'a', source: 'post' };
  await run.ledger.write({ report: { type: 'scan_ntp', date: '2026-03-02', list: 'example' }, received });
  await processStage(run, tallyOf('process'));
  const tallies = { country: tallyOf('country'), service: tallyOf('service') };
  await treeStages(run, tallies);
  expect(tallies.country.end()).toMatchObject({ in: 1, out: 1, failed: 0 });
  expect(tallies.service.end()).toMatchObject({ in: 1, out: 0, failed: 1 });
});
