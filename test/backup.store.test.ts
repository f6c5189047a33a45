// Checks that a restored backup equals the store at that time: after re-issues, retention, digests and decisions.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeBackup, restoreBackup, verifyBackups } from '../src/backup/index.js';
import { everything } from '../src/domain/everything.js';
import { carryOut, planRetention } from '../src/retention/index.js';
import { campaign } from './setup/campaign.js';
import { type Checksums, checksumsOf, checksumsOfOpen } from './support/checksum.js';
import { numbers, report, reportFile } from './support/reports.js';
import { World } from './support/world.js';

const CLOCK = () => new Date('2026-02-01T07:00:00Z');

let world: World;
let folder: string;
beforeAll(async () => {
  world = await World.open();
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-backup-'));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Then {
  readonly name: string;
  readonly checksums: Checksums;
  readonly newFiles: number;
}

/** Makes a backup and records the content of the store. @param beside runs while the backup copies files */
async function backup(beside?: () => Promise<unknown>): Promise<Then> {
  let besides: Promise<unknown> | undefined;
  const { store, archive, operator } = world;
  const checksums = await checksumsOfOpen(operator, world.folder);
  const { name, newFiles } = await makeBackup({
    ...{ folder: path.join(folder, 'backups'), dataFolder: world.folder, store, archive, clock: CLOCK },
    ...{ configuration: [], withSecrets: false },
    inTurn: async (work) => {
      const moment = await work();
      besides = beside?.();
      return moment;
    },
  });
  await besides;
  return { name, checksums, newFiles };
}

async function removeOld(eventsDays: number, archiveDays: number): Promise<void> {
  const { store, archive } = world;
  const ages = {
    retention_events_days: eventsDays,
    retention_types: {},
    retention_findings_days: eventsDays,
    retention_archive_days: archiveDays,
  };
  await carryOut(await planRetention({ store, archive, ages, now: CLOCK() }), world, CLOCK());
}

test('each backup restores the store as it was at the time of the backup', async () => {
  const then: Then[] = [];
  const days = ['2026-01-12', '2026-01-13', '2026-01-28', '2026-01-29'];
  await world.ingest(
    days.flatMap((date) => [
      { name: reportFile('alpha', date), content: `${report(numbers(1, 200))}${'x,'.repeat(30)}x\n` },
      // The same events in another list, so that the engine has patches that mark them.
      { name: reportFile('beta', date), content: report(numbers(150, 300)) },
    ]),
  );
  const patches = await world.operator.tables.rows(
    "SELECT name FROM system.parts WHERE database = currentDatabase() AND active AND startsWith(name, 'patch-')",
  );
  expect(patches.length).toBeGreaterThan(0);
  then.push(await backup());
  // Data that arrives while a backup is being copied belongs to the next one.
  then.push(
    await backup(() =>
      world.ingest([
        {
          name: reportFile('alpha', days[2]!),
          content: report(numbers(50, 260)),
          deliveredAt: new Date('2026-02-01T06:30:00Z'),
        },
      ]),
    ),
  );
  expect(then[1]!.newFiles).toBeLessThan(then[0]!.newFiles / 3);
  then.push(await backup());
  then.push(await backup(() => removeOld(10, 10)));
  then.push(await backup());
  await world.ingest([{ name: reportFile('gamma', '2026-01-30', 'scan_dns'), content: report([1, 2, 3]) }]);
  then.push(await backup());
  expect(new Set(then.map(({ checksums }) => JSON.stringify(checksums))).size).toBe(4);
  const backups = path.join(folder, 'backups');
  expect((await verifyBackups(backups, {})).problems).toEqual([]);
  await world.leave();
  // A plain run restores every other backup, from the newest on.
  const each = campaign({ short: 2, full: 1 });
  for (const { name, checksums } of then.toReversed().filter((_, at) => at % each === 0)) {
    const target = path.join(folder, name);
    await restoreBackup({ folder: backups, target, name });
    expect(await checksumsOf(target), name).toEqual(checksums);
  }
});

test('a restored store is usable, and its backups go beside the earlier ones', async () => {
  const backups = path.join(folder, 'backups');
  const target = path.join(folder, 'again');
  await restoreBackup({ folder: backups, target, name: '00001-2026-02-01T07-00-00Z' });
  const { openStore } = await import('../src/store/index.js');
  const { openArchive } = await import('../src/archive/index.js');
  const store = await openStore({ folder: target, url: '', user: '', password: '', memoryLimitMib: 1024 });
  try {
    expect(store.damage()).toEqual([]);
    expect(await store.as(everything).health.checkParts()).toEqual([]);
    const archive = openArchive(path.join(target, 'archive'));
    for await (const { sha256 } of archive.list()) await archive.verify(sha256);
    const made = await makeBackup({
      ...{ folder: backups, dataFolder: target, store, archive, clock: CLOCK },
      ...{ configuration: [], withSecrets: false, inTurn: (work) => work() },
    });
    expect(made.name).toBe('00007-2026-02-01T07-00-00Z');
  } finally {
    await store.close();
  }
  expect((await verifyBackups(backups, {})).problems).toEqual([]);
});
