// Tests when the service imports the inventory and leases, what it says of them, and that a failure does not wait for the next turn.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadSettings } from '../config/index.js';
import { SILENT_LOG } from '../domain/log.js';
import { openWorkspace, renewedRegisters, type Workspace } from '../pipeline/index.js';
import { placeEmptyStore } from '../store/testing/placed-store.js';
import { registerJob } from './register-job.js';
import { RegisterStates } from './register-states.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-registers-'));
const file = (name: string) => path.join(folder, name);
let workspace: Workspace;
beforeAll(async () => {
  writeFileSync(file('devices.csv'), 'device,ip,owner\nprinter,192.0.2.9,Ada\n');
  writeFileSync(file('leases.csv'), 'ip,from,device\n192.0.2.1,2026-02-01,laptop-7\n');
  const { settings } = await loadSettings({
    flags: { dataDir: file('data') },
    env: {
      ...{ SUNDIAL_INVENTORY_SOURCE: 'devices.csv', SUNDIAL_INVENTORY_INTERVAL_MINUTES: '1440' },
      ...{ SUNDIAL_LEASE_SOURCE: 'leases.csv', SUNDIAL_LEASE_INTERVAL_MINUTES: '30' },
    },
    cwd: folder,
  });
  await placeEmptyStore(file('data'));
  workspace = await openWorkspace(settings);
});
afterAll(async () => {
  await workspace.store.close();
  rmSync(folder, { recursive: true });
});

it('imports what is due, tells of a failure, and tries again within an hour', async () => {
  let now = Date.parse('2026-02-01T07:00:00Z');
  const clock = () => new Date(now);
  const registers = await RegisterStates.of(workspace);
  const job = registerJob({ workspace, clock, env: {}, cwd: folder, log: SILENT_LOG, registers });
  const later = async (minutes: number) => {
    now += minutes * 60_000;
    const failures = await job.run(new AbortController().signal);
    const runs = (await workspace.store.runs.latest(100)).filter(
      ({ started_at }) => started_at === now / 1000,
    );
    return [
      ...runs.map(({ command, status }) => `${command} ${status}`),
      ...failures.map(({ code }) => code),
    ];
  };
  expect(registers.all).toEqual(
    ['inventory', 'leases'].map((name) => ({ name, rows: 0, importedAt: 0, attemptedAt: 0, problem: '' })),
  );
  expect(await later(0)).toEqual(['leases import done', 'inventory import done']);
  expect(registers.all).toEqual(
    ['inventory', 'leases'].map((name) => ({
      ...{ name, rows: 1, importedAt: now / 1000, attemptedAt: now / 1000, problem: '' },
    })),
  );
  expect(await later(29)).toEqual([]);
  expect(await later(1)).toEqual(['leases import done']);

  renameSync(file('devices.csv'), file('away.csv'));
  // The inventory's day has passed: it fails, and is not forgotten.
  expect(await later(24 * 60)).toEqual(['leases import done', 'inventory import failed', 'path-missing']);
  expect(registers.all[0]).toMatchObject({
    ...{ rows: 1, attemptedAt: now / 1000, problem: expect.stringContaining('devices.csv') },
    importedAt: Date.parse('2026-02-01T07:00:00Z') / 1000,
  });
  renameSync(file('away.csv'), file('devices.csv'));
  expect(await later(30)).toEqual(['leases import done']);
  expect(await later(30)).toEqual(['leases import done', 'inventory import done']);
  expect(registers.all[0]).toMatchObject({ problem: '', importedAt: now / 1000 });
});

it('needs a place to import from', () => {
  const settings = { ...workspace.settings, lease_source: '' };
  expect(() => renewedRegisters({ settings })).toThrow(
    'lease_interval_minutes is set, but neither lease_source nor lease_command is',
  );
});
