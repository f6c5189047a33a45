// Checks that filters by list find all events in a list's reports, whichever list's copy of an event counts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { declareExport } from '../src/cli/commands/export/export.js';
import { declareFindings } from '../src/cli/commands/findings/findings.js';
import { declareQuarantine } from '../src/cli/commands/quarantine/quarantine.js';
import { declareQuery } from '../src/cli/commands/query/query.js';
import { declareReplay } from '../src/cli/commands/replay/replay.js';
import { declareReports } from '../src/cli/commands/reports/reports.js';
import { declareRetention } from '../src/cli/commands/retention/retention.js';
import { declareStats } from '../src/cli/commands/stats/stats.js';
import { Session } from '../src/cli/testing/session.js';
import { numbers, report, reportFile } from './support/reports.js';

const session = new Session((program, context) => {
  const asking = [declareQuery, declareStats, declareExport, declareFindings];
  const keeping = [declareReports, declareReplay, declareQuarantine, declareRetention];
  for (const declare of [...asking, ...keeping]) declare(program, context);
});

const DAYS = ['2026-01-15', '2026-01-16'] as const;

/** The events in the reports of each list, by day; events with the same number and day are the same event. */
const HELD: Readonly<Record<string, readonly (readonly number[])[]>> = {
  // This list comes first, so that its copies count.
  first: [numbers(1, 20), numbers(1, 5)],
  within: [numbers(5, 12), []],
  beside: [numbers(15, 30), numbers(4, 9)],
  apart: [[], numbers(40, 44)],
};
const LISTS = Object.keys(HELD);

const held = (...lists: string[]) =>
  DAYS.flatMap((day, at) =>
    [...new Set(lists.flatMap((list) => HELD[list]![at]!))].map((n) => `${day} ${n}`),
  );
const findingsIn = (...lists: string[]) => [...new Set(lists.flatMap((list) => HELD[list]!.flat()))];
const numberIn = (host: string) => Number(/\d+/.exec(host)![0]);

beforeAll(async () => {
  for (const list of LISTS)
    for (const [at, day] of DAYS.entries()) {
      const content = HELD[list]![at]!;
      if (content.length === 0) continue;
      // The first version of one report has other rows, which no longer count.
      if (list === 'beside')
        session.write(`earlier/${reportFile(list, day)}`, report([...content, ...numbers(50, 55)]));
      session.write(`${list}/${reportFile(list, day)}`, report(content));
    }
  for (const folder of ['first', 'earlier', 'within', 'beside', 'apart'])
    await session.run(['ingest', folder]);
});
afterAll(() => session.remove());

const json = async (...args: string[]) => JSON.parse((await session.run([...args, '--json'])).out);

async function events(...args: string[]): Promise<string[]> {
  const { events: rows } = await json('query', '--fields', 'date,hostname', '--limit', '1000', ...args);
  return rows.map((row: { date: string; hostname: string }) => `${row.date} ${numberIn(row.hostname)}`);
}

describe('a filter by list', () => {
  it.each(LISTS)('finds each event of a report of %s once', async (list) => {
    const found = await events('--list', list);
    expect(found.sort()).toEqual(held(list).sort());
    expect(await json('query', '--list', list, '--count')).toMatchObject({ count: found.length });
  });

  it('counts events of several lists once, and can exclude the events of a list', async () => {
    expect((await events('--list', 'within,beside')).sort()).toEqual(held('within', 'beside').sort());
    const others = held(...LISTS).filter((event) => !held('within').includes(event));
    expect((await events('--where', 'list!=within')).sort()).toEqual(others.sort());
    const both = held('first').filter((event) => held('beside').includes(event));
    expect((await events('--where', 'list=&first', '--where', 'list=&beside')).sort()).toEqual(both.sort());
  });

  it('changes nothing if omitted', async () => {
    expect((await events()).sort()).toEqual(held(...LISTS).sort());
    const { values } = await json('query', '--facet', 'list');
    const counted = values.reduce((sum: number, value: { events: number }) => sum + value.events, 0);
    expect(counted).toBe(held(...LISTS).length);
  });

  it('explains why a facet shows other lists than the requested list', async () => {
    const { out, notes } = await session.run(['query', '--list', 'within', '--facet', 'list']);
    expect(out).toContain('first');
    expect(notes).toContain('note: an event in the reports of several lists is counted once');
    const all = await session.run(['query', '--facet', 'list']);
    expect(all.notes).toBe('');
  });

  it.each([
    [['query', '--list', 'wihtin']],
    [['query', '--list', 'apart,wihtin', '--count']],
    [['query', '--where', 'list!=wihtin']],
    [['query', '--any', 'list=wihtin', '--facet', 'type']],
    [['findings', '--list', 'wihtin']],
    [['stats', '--list', 'wihtin']],
    [['export', '--list', 'wihtin', '--output', 'mistyped.csv']],
    [['reports', '--list', 'wihtin']],
    [['replay', '--list', 'wihtin']],
    [['quarantine', 'retry', '--list', 'wihtin']],
  ])('names the nearest list for a mistyped one: %j', async (args) => {
    const { code, notes } = await session.run(args);
    expect(code).toBe(2);
    expect(notes).toContain('no list "wihtin" is known (did you mean "within"?)');
  });

  it('names the nearest type for a mistyped one wherever reports are selected', async () => {
    for (const args of [
      ['reports', '--type', 'scan_nto'],
      ['replay', '--type', 'scan_nto'],
      ['retention', '--type', 'scan_nto', '--events-days', '1'],
    ])
      expect((await session.run(args)).notes).toContain('did you mean "scan_ntp"?');
    expect((await session.run(['reports', '--date', '2025-01-01'])).out).toBe('No report matches.');
  });

  it('applies to statistics and exports', async () => {
    const { rows } = await json('stats', '--list', 'beside');
    expect(rows.map((row: { events: number }) => row.events)).toEqual([16, 6]);
    await session.run(['export', '--list', 'beside', '--fields', 'original', '--output', 'beside.csv']);
    const lines = readFileSync(path.join(session.cwd, 'beside.csv'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(1 + held('beside').length);
  });

  it.each(LISTS)('finds the findings of a report of %s', async (list) => {
    const { findings } = await json('findings', '--list', list, '--limit', '1000');
    const found = findings.map((row: { hostname: string }) => numberIn(row.hostname));
    const byNumber = (a: number, b: number) => a - b;
    expect(found.sort(byNumber)).toEqual(findingsIn(list).sort(byNumber));
  });
});
