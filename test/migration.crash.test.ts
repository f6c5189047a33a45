// Kills `sundial store migrate` with SIGKILL: a continued migration ends like an undisturbed one, and an undone one
// leaves the store as before.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { campaign } from './setup/campaign.js';
import { checksumsOf } from './support/checksum.js';
import { type Finished, type RunOptions, sundial } from './support/cli.js';
import { type EarlierSchema, keepLoads, unpackEarlierStore } from './support/earlier-store.js';

/**
 * The schemas of the migrated stores, and the kills for each. From schema 6, reports get one identity, too, and an
 * interrupted migration starts again; from schema 9, it continues, which is tried in every run of the tests.
 */
const SCHEMAS = campaign<readonly EarlierSchema[]>({ short: [9], full: [6, 9] });
const KILLS = campaign({ short: 1, full: 3 });
/** The loads that are migrated, among them a re-issue and reports that share events; undefined = all of the store. */
const KEPT = campaign<{ readonly first: number; readonly last: number } | undefined>({
  short: { first: 42, last: 51 },
  full: undefined,
});

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-migration-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dataOf = (store: string) => path.join(folder, store);
const migrate = (
  store: string,
  args: readonly string[] = [],
  options: Partial<RunOptions> = {},
): Promise<Finished> =>
  sundial(['store', 'migrate', ...args, '--data-dir', dataOf(store)], { cwd: folder, ...options });

/**
 * A store as an earlier Sundial left it. The engine's links to its tables are relative paths, which have to be kept.
 */
function freshStore(name: string): string {
  rmSync(dataOf(name), { recursive: true, force: true });
  cpSync(dataOf('data'), dataOf(name), { recursive: true, verbatimSymlinks: true });
  return name;
}

/** The changes that a migration would make, without the estimate of its time. */
async function planOf(store: string): Promise<object> {
  const { layout, ...others } = JSON.parse((await migrate(store, ['--dry-run', '--json'])).stdout);
  return { ...others, layout: { ...layout, seconds: 0 } };
}

test.each(SCHEMAS)(
  'killed anywhere, the migration from schema %i can be continued and undone',
  async (schema) => {
    rmSync(dataOf('data'), { recursive: true, force: true });
    await unpackEarlierStore(folder, schema);
    if (KEPT) await keepLoads(dataOf('data'), KEPT.first, KEPT.last);
    const undisturbed = await migrate(freshStore('undisturbed'), [], { watchWork: true });
    expect(undisturbed.exitCode, undisturbed.stderr).toBe(0);
    const expected = await checksumsOf(dataOf('undisturbed'));
    let met = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const store = freshStore('disturbed');
      const killAtWork = undisturbed.work * (0.2 + (0.75 * (kill + 0.5)) / KILLS);
      const run = await migrate(store, [], { killAtWork });
      if (run.signal === 'SIGKILL') met++;
      // Every other migration is undone; the first one from schema 9 is continued.
      if ((kill + schema) % 2 === 0 && run.signal === 'SIGKILL') {
        const undone = await migrate(store, ['--undo', '--yes']);
        // After a kill before any change, there is no snapshot and nothing to undo.
        if (undone.exitCode !== 0)
          expect(undone.stderr).toContain('there is no state from before a migration');
        expect(await planOf(store)).toEqual(await planOf(freshStore('before')));
      }
      const again = await migrate(store);
      expect(again.exitCode, again.stderr).toBe(0);
      expect(await checksumsOf(dataOf(store)), `kill ${kill}`).toEqual(expected);
    }
    expect(met).toBeGreaterThanOrEqual(KILLS / 3);
  },
);
