// Upgrades a store that kept most columns in a map: it gives the same answers, its reports are known, and the state from
// before is kept while it is damaged.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { declareFindings } from '../src/cli/commands/findings/findings.js';
import { declareQuery } from '../src/cli/commands/query/query.js';
import { declareReports } from '../src/cli/commands/reports/reports.js';
import { declareSql } from '../src/cli/commands/sql/sql.js';
import { declareStats } from '../src/cli/commands/stats/stats.js';
import { declareStore } from '../src/cli/commands/store/store.js';
import type { CliContext } from '../src/cli/frame/context.js';
import { Session } from '../src/cli/testing/session.js';
import { campaign } from './setup/campaign.js';
import { damagePart } from './support/damage-part.js';
import { asToldEarlier, earlierAnswers, unpackEarlierStore } from './support/earlier-store.js';

const session = new Session((program: Command, context: CliContext) => {
  for (const declare of [
    ...[declareQuery, declareFindings, declareReports, declareStats, declareStore, declareSql],
  ])
    declare(program, context);
});
const run = (...args: string[]) => session.run(args, { data: path.join(session.cwd, 'data') });

const REPORTS = path.join(import.meta.dirname, '..', 'examples', 'reports');

beforeAll(async () => {
  await unpackEarlierStore(session.cwd, 9);
});
afterAll(() => session.remove());

test('a store of the old layout is refused, and its migration is estimated', async () => {
  expect((await run('query', '--count')).notes).toMatch(/written by an earlier Sundial/);
  const { layout, ...others } = JSON.parse((await run('--json', 'store', 'migrate', '--dry-run')).out);
  expect(others).toEqual({});
  expect(layout).toMatchObject({ events: expect.any(Number), seconds: expect.any(Number) });
});

// A plain run undoes a migration from this schema in the last test.
test.runIf(campaign({ short: false, full: true }))('the migration can be undone', async () => {
  expect((await run('store', 'migrate')).code).toBe(0);
  expect((await run('store', 'migrate', '--undo', '--yes')).code).toBe(0);
  expect((await run('query', '--count')).notes).toMatch(/written by an earlier Sundial/);
});

test('a migrated store answers every question as before', async () => {
  const migrated = await run('store', 'migrate');
  expect(migrated.code, migrated.notes).toBe(0);
  expect(migrated.notes).toMatch(/events of \d+ days .* takes about/);
  const asked = earlierAnswers(9);
  expect(asked.length).toBeGreaterThan(300);
  // Each type has the same 16 questions, so a plain run asks every fifteenth: other ones for each type.
  const each = campaign({ short: 15, full: 1 });
  for (const { args, exit, answer } of asked.filter((_, at) => at % each === 0)) {
    const { out, code, notes } = await session.run(['--json', ...args]);
    expect(code, `${args.join(' ')}: ${notes}`).toBe(exit);
    if (exit === 0) expect([args, asToldEarlier(JSON.parse(out))]).toEqual([args, answer]);
  }
});

test('a report that arrives again with other line endings is known, although its keys used another hash', async () => {
  const name = '2026-03-02-blocklist-example-asn.csv';
  const report = readFileSync(path.join(REPORTS, '2026-03-02', name), 'utf8');
  const file = path.join(session.cwd, name);
  writeFileSync(file, report.replaceAll('\n', '\r\n'));
  const before = JSON.parse((await run('--json', 'reports')).out);
  expect((await run('ingest', file)).notes).toMatch(/known/);
  expect(JSON.parse((await run('--json', 'reports')).out)).toEqual(before);
});

test('a damaged migrated store keeps the state from before, and is not called up to date', async () => {
  expect((await run('store', 'migrate')).out).toBe('The store is up to date.');
  damagePart('event_rows', path.join(session.cwd, 'data'));
  for (const args of [[], ['--dry-run'], ['--accept']]) {
    const { out, notes, code } = await run('store', 'migrate', ...args);
    expect([args, out, code]).toEqual([args, '', 1]);
    expect(notes).toMatch(/the store is damaged: .*"sundial doctor --repair"/);
  }
  expect((await run('store', 'migrate', '--undo', '--yes')).code).toBe(0);
  expect((await run('query', '--count')).notes).toMatch(/written by an earlier Sundial/);
});
