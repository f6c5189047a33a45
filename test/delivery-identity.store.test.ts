// Checks what determines the identity of a file's report: the command line, then the source, then the file name.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSettings } from '../src/config/index.js';
import type { Delivery } from '../src/domain/delivery.js';
import type { IdentityOverrides } from '../src/domain/report.js';
import { openWorkspace, takeIn, type Workspace } from '../src/pipeline/index.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';

const NOW = new Date('2026-03-04T00:00:00Z');
const folder = mkdtempSync(path.join(tmpdir(), 'sundial-identity-'));
let workspace: Workspace;

beforeAll(async () => {
  const { settings } = await loadSettings({ flags: { dataDir: folder }, env: {}, cwd: folder, home: folder });
  await placeEmptyStore(folder);
  workspace = await openWorkspace(settings);
});
afterAll(async () => {
  await workspace.store.close();
  rmSync(folder, { recursive: true });
});

async function taken(name: string, report?: IdentityOverrides, overrides: IdentityOverrides = {}) {
  const content = `"timestamp","ip"\n"2026-03-02 00:00:00","192.0.2.1"\n`;
  const delivery: Delivery = {
    kind: 'delivery',
    source: 'test',
    path: name,
    name,
    deliveredAt: NOW,
    open: async () => Readable.from([Buffer.from(content)]),
    ...(report && { report }),
  };
  const watch = { archived: () => {}, read: () => {}, decided: () => {} };
  async function* one() {
    yield delivery;
  }
  const { outcomes } = await takeIn(workspace, one(), {
    command: 'test',
    clock: () => NOW,
    overrides,
    watch,
  });
  return outcomes[0]!.report;
}

const NAMED = '2026-03-02-scan_ssl-united_states_of_america-geo.csv';
const KNOWN = { list: 'united-states', type: 'scan_ntp', date: '2026-03-01' };

it.each([
  ['its name', NAMED, undefined, {}, ['united_states_of_america-geo', 'scan_ssl', '2026-03-02']],
  ['its source', NAMED, KNOWN, {}, ['united-states', 'scan_ntp', '2026-03-01']],
  ['its source if the name is meaningless', 'a.csv', KNOWN, {}, ['united-states', 'scan_ntp', '2026-03-01']],
  ['source and name', NAMED, { list: 'usa' }, {}, ['usa', 'scan_ssl', '2026-03-02']],
  ['the command line', NAMED, KNOWN, { list: 'mine' }, ['mine', 'scan_ntp', '2026-03-01']],
])('by %s', async (_who, name, report, overrides, [list, type, date]) => {
  expect(await taken(name, report, overrides)).toEqual({ list, type, date });
});
