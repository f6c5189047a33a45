// Kills `sundial leases import` with SIGKILL: called again, findings and leases are those of an undisturbed import.
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { type RunOptions, sundial } from './support/cli.js';
import { writeFile } from './support/reports.js';

/** When to kill: at these changes of these tables' folders. */
const CHANGES: Readonly<Record<string, readonly number[]>> = campaign({
  short: { event_rows: [1] },
  full: { lease_rows: [1, 2, 3], event_rows: [1, 2, 3, 4, 5, 6], ledger: [1, 2], lease_imports: [1] },
});
const DATES = ['2026-01-12', '2026-01-13', '2026-01-14'];
const HOSTS = 100;

/** Every device moves to the next address at noon of the second day. */
const LEASES = [
  'address,from,until,device',
  ...Array.from({ length: HOSTS }, (_, n) => [
    `192.0.2.${n},2026-01-01,2026-01-13T12:00:00Z,host-${n}`,
    `192.0.2.${(n + 1) % HOSTS},2026-01-13T12:00:00Z,,host-${n}`,
  ]).flat(),
].join('\n');

let folder: string;
const dataOf = (store: string) => path.join(folder, store);
const run = (store: string, words: readonly string[], options: Partial<RunOptions> = {}) =>
  sundial([...words, '--json', '--data-dir', dataOf(store)], { cwd: folder, ...options });
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-leases-'));
  for (const date of DATES) {
    const rows = Array.from({ length: HOSTS }, (_, n) => `${date} 13:00:00,medium,192.0.2.${n},udp,123,ntp`);
    writeFile(
      path.join(folder, 'in'),
      `${date}-scan_ntp-alpha.csv`,
      ['timestamp,severity,ip,protocol,port,tag', ...rows].join('\n'),
    );
  }
  writeFile(folder, 'leases.csv', LEASES);
  await placeEmptyStore(dataOf('loaded'));
  const loaded = await run('loaded', ['ingest', 'in']);
  expect(loaded.exitCode, loaded.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const take = (store: string, options: Partial<RunOptions> = {}) =>
  run(store, ['leases', 'import', 'leases.csv'], options);

/** A store with everything loaded. The engine's links to its tables are relative paths, which have to be kept. */
function freshStore(name: string): string {
  rmSync(dataOf(name), { recursive: true, force: true });
  cpSync(dataOf('loaded'), dataOf(name), { recursive: true, verbatimSymlinks: true });
  return name;
}

/** What people see: every finding with its days, and every lease; numbers of loads and imports depend on the kills. */
async function contentOf(store: string): Promise<object> {
  const read = async (words: readonly string[]) => JSON.parse((await run(store, words)).stdout) as object;
  const { findings } = (await read(['findings', '--limit', '1000'])) as { findings: { report: number }[] };
  const leases = await read([
    'sql',
    'SELECT toString(first) AS first, toString(begins) AS begins, toString(ends) AS ends, device FROM leases ORDER BY 1, 2, 4 LIMIT 1000',
  ]);
  const { originals } = await checksumsOf(dataOf(store));
  return { leases, originals, findings: findings.map(({ report: _, ...finding }) => finding) };
}

test('killed anywhere, the next import of the same leases ends like an undisturbed one', async () => {
  const undisturbed = await take(freshStore('undisturbed'));
  expect(undisturbed.exitCode, undisturbed.stderr).toBe(0);
  expect(JSON.parse(undisturbed.stdout)).toMatchObject({ rows: 2 * HOSTS, added: 2 * HOSTS, reloaded: 3 });
  const expected = await contentOf('undisturbed');
  expect(expected).toHaveProperty('findings.length', HOSTS);
  expect(expected).not.toEqual(await contentOf('loaded'));
  let met = 0;
  for (const [table, places] of Object.entries(CHANGES))
    for (const changes of places) {
      const store = freshStore('disturbed');
      const watched = realpathSync(path.join(dataOf(store), 'engine', 'data', 'default', table));
      const killed = await take(store, { killAtChange: { folder: watched, changes } });
      if (killed.signal === 'SIGKILL') met++;
      const again = await take(store);
      expect(again.exitCode, again.stderr).toBe(0);
      expect(await contentOf(store), `${table} ${changes}`).toEqual(expected);
    }
  expect(met).toBeGreaterThan(0);
});
