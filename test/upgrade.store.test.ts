// Upgrades a store of an earlier Sundial, which then answers as before, except for the reports that the migration
// lists.
import path from 'node:path';
import type { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { declareFindings } from '../src/cli/commands/findings/findings.js';
import { declareQuery } from '../src/cli/commands/query/query.js';
import { declareReports } from '../src/cli/commands/reports/reports.js';
import { declareStats } from '../src/cli/commands/stats/stats.js';
import { declareStore } from '../src/cli/commands/store/store.js';
import type { CliContext } from '../src/cli/frame/context.js';
import { Session } from '../src/cli/testing/session.js';
import { campaign } from './setup/campaign.js';
import { asToldEarlier, earlierAnswers, unpackEarlierStore } from './support/earlier-store.js';

const session = new Session((program: Command, context: CliContext) => {
  for (const declare of [declareQuery, declareFindings, declareReports, declareStats, declareStore])
    declare(program, context);
});
const migrate = (...args: string[]) =>
  session.run(['store', 'migrate', ...args], { data: path.join(session.cwd, 'data') });
const json = async (...args: string[]) => JSON.parse((await session.run(['--json', ...args])).out) as unknown;

beforeAll(async () => {
  await unpackEarlierStore(session.cwd, 6);
});
afterAll(() => session.remove());

test('a store of an earlier Sundial is refused, and a dry run shows the changes of a migration', async () => {
  const refused = await session.run(['query', '--count'], { data: session.data });
  expect(refused.notes).toMatch(/written by an earlier Sundial.*"sundial store migrate --dry-run"/);
  const { merges, reloads } = JSON.parse((await migrate('--dry-run', '--json')).out);
  expect(merges.map(({ report, losers }: never) => [report, (losers as unknown[]).length])).toEqual([
    [{ type: 'scan_ftp', date: '2026-03-02', list: 'company-asn' }, 1],
    [{ type: 'scan_ftp', date: '2026-03-03', list: 'company-asn' }, 1],
    [{ type: 'scan_ftp', date: '2026-03-04', list: 'sample' }, 1],
    [{ type: 'scan_telnet', date: '2026-03-05', list: 'company-asn' }, 1],
    [{ type: 'scan_telnet', date: '2025-01-05', list: 'old' }, 1],
  ]);
  expect(reloads).toMatchObject([{ report: { type: 'scan_ftp', date: '2026-03-01', list: 'company-asn' } }]);
});

// A plain run undoes the migration from a later schema, in layout-upgrade.store.test.ts.
test.runIf(campaign({ short: false, full: true }))('a migration can be undone', async () => {
  expect((await migrate()).code).toBe(0);
  expect((await migrate('--undo', '--yes')).code).toBe(0);
  expect((await session.run(['query', '--count'], { data: session.data })).notes).toMatch(/earlier Sundial/);
});

test('a migration can be made permanent', async () => {
  expect((await migrate()).code).toBe(0);
  expect((await migrate('--accept')).code).toBe(0);
  expect((await migrate('--undo', '--yes')).notes).toMatch(/no state from before a migration/);
});

interface Listed {
  readonly findings?: readonly { readonly id: string }[];
}

/** The earlier Sundial counted findings whose id ends with a zero byte, but never listed them. */
function asListedEarlier(answer: unknown): unknown {
  const { findings, ...others } = answer as Listed;
  return findings ? { ...others, findings: findings.filter(({ id }) => !id.endsWith('00')) } : answer;
}

test('reports from one route answer as before', async () => {
  const asked = earlierAnswers(6);
  expect(asked.length).toBeGreaterThan(200);
  // Each type has the same 16 questions, so a plain run asks every fifteenth: other ones for each type.
  const each = campaign({ short: 15, full: 1 });
  for (const { args, answer } of asked.filter((_, at) => at % each === 0))
    expect([args, asListedEarlier(asToldEarlier(await json(...args)))]).toEqual([args, answer]);
});

test('reports from several routes count once, and none of their data is lost', async () => {
  const events = (date: string) => json('query', '--date', date, '--facet', 'list');
  expect(await events('2026-03-01')).toMatchObject({ events: 31 });
  expect(await events('2026-03-02')).toMatchObject({
    values: expect.arrayContaining([
      { value: 'company-asn', events: 1 },
      { value: 'company-ip', events: 1 },
    ]),
  });
  expect(await json('query', '--type', 'scan_ftp', '--date', '2026-03-04', '--count')).toMatchObject({
    count: 3,
  });
  expect(await json('query', '--list', 'company', '--type', 'scan_telnet', '--count')).toMatchObject({
    count: 1,
  });
});
