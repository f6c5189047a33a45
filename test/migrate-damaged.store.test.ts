// Checks that the migration of a damaged store is refused with the damage and its remedy, and that the state from before a
// migration is kept while the migrated store is damaged.
import { readdirSync, rmSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { declareStore } from '../src/cli/commands/store/store.js';
import { Session } from '../src/cli/testing/session.js';
import { tableFolders } from '../src/store/damage/engine-files.js';
import { unpackEarlierStore } from './support/earlier-store.js';

const session = new Session(declareStore);
const data = path.join(session.cwd, 'data');
const migrate = (...args: string[]) => session.run(['store', 'migrate', ...args], { data });

beforeAll(() => unpackEarlierStore(session.cwd, 9));
afterAll(() => session.remove());

/** Truncates the numbers of rows of a part of the table. */
function damage(table: string): void {
  const engine = path.join(data, 'engine');
  const folder = path.join(engine, tableFolders(engine).get(table)!);
  const part = readdirSync(folder).find((name) => /^[^-]+_\d+_\d+_\d+$/.test(name))!;
  truncateSync(path.join(folder, part, 'count.txt'), 0);
}

test('a folder without a store has nothing to migrate', async () => {
  const { out, code } = await session.run(['store', 'migrate'], { data: path.join(session.cwd, 'none') });
  expect([out, code]).toEqual([expect.stringContaining('contains no store yet'), 0]);
  expect(readdirSync(session.cwd)).not.toContain('none');
});

test('a damaged migrated store keeps the state from before, and is not called up to date', async () => {
  expect((await migrate()).code).toBe(0);
  expect((await migrate()).out).toBe('The store is up to date.');
  damage('event_rows');
  for (const args of [[], ['--dry-run'], ['--accept']]) {
    const { out, notes, code } = await migrate(...args);
    expect([args, out, code]).toEqual([args, '', 1]);
    expect(notes).toMatch(/the store is damaged: .*"sundial doctor --repair"/);
  }
  expect((await migrate('--undo', '--yes')).code).toBe(0);
}, 120_000);

test('a damaged store of an earlier Sundial is not migrated', async () => {
  rmSync(data, { recursive: true });
  await unpackEarlierStore(session.cwd, 9);
  damage('event_rows');
  const { out, notes, code } = await migrate();
  expect([out, code]).toEqual(['', 1]);
  expect(notes).toMatch(/the store is damaged: .*event_rows/);
});
