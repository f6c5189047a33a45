// Checks that the migration of a damaged store is refused with the damage and its remedy.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { declareDoctor } from '../src/cli/commands/doctor/doctor.js';
import { declareQuery } from '../src/cli/commands/query/query.js';
import { declareStore } from '../src/cli/commands/store/store.js';
import type { CliContext } from '../src/cli/frame/context.js';
import { Session } from '../src/cli/testing/session.js';
import { openEmbedded } from '../src/store/engine/embedded.js';
import { damagePart } from './support/damage-part.js';
import { unpackEarlierStore } from './support/earlier-store.js';
import { numbers, report, reportFile } from './support/reports.js';

const declareAll = (program: Command, context: CliContext) => {
  for (const declare of [declareStore, declareDoctor, declareQuery]) declare(program, context);
};
const session = new Session(declareAll);
const data = path.join(session.cwd, 'data');

beforeAll(() => unpackEarlierStore(session.cwd, 9));
afterAll(() => session.remove());

test('a folder without a store has nothing to migrate', async () => {
  const { out, code } = await session.run(['store', 'migrate'], { data: path.join(session.cwd, 'none') });
  expect([out, code]).toEqual([expect.stringContaining('contains no store yet'), 0]);
  expect(readdirSync(session.cwd)).not.toContain('none');
});

test('a damaged store of an earlier Sundial is neither migrated nor half repaired', async () => {
  damagePart('event_rows', data);
  for (const args of [
    ['store', 'migrate'],
    ['doctor', '--repair'],
    ['store', 'migrate', '--dry-run'],
  ]) {
    const { out, notes, code } = await session.run(args, { data });
    expect([args, out, code]).toEqual([args, '', 1]);
    expect(notes).toMatch(/the store is damaged: .*event_rows.*only that version can repair it/);
  }
});

test('a damaged store that the next command would bring up to date can be repaired', async () => {
  const other = new Session(declareAll);
  const query = () => other.run(['query', '--facet', 'hostname', '--json'], { data: other.data });
  other.write(`in/${reportFile('north', '2026-01-15')}`, report(numbers(1, 90)));
  other.write(`in/${reportFile('north', '2026-01-16')}`, report(numbers(1, 90)));
  await other.run(['ingest', 'in'], { data: other.data });
  const whole = await query();
  const engine = await openEmbedded({ folder: other.data, memoryLimitMib: 512 });
  await engine.run('ALTER TABLE migrations DELETE WHERE number >= 11 SETTINGS mutations_sync = 2');
  await engine.close();
  rmSync(path.join(other.data, 'copies'), { recursive: true });
  damagePart('event_rows', other.data);
  expect((await query()).out).toMatch(/"store-damaged"/);
  const repaired = await other.run(['doctor', '--repair'], { data: other.data });
  expect(repaired.out, repaired.notes).toContain('The store is complete.');
  expect(await query()).toEqual(whole);
  await other.remove();
});
