// Checks that queries and exports show exactly the events of their scope, against a plain model, and that the tests
// notice injected faults.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Grant } from '../src/domain/scope.js';
import { EventExport, exportFindings, type Query } from '../src/query/index.js';
import type { Engine } from '../src/store/engine/engine.js';
import type { ScopedStore } from '../src/store/index.js';
import { scopedStore } from '../src/store/scope/scoped-store.js';
import { SliceMemory } from '../src/store/slices/slice-memory.js';
import { campaign } from './setup/campaign.js';
import { scopeOf, someGrants } from './support/scoped-reports.js';
import { clock, counted, type EventFacts, ScopedWorld } from './support/scoped-world.js';

let scoped: ScopedWorld;
beforeAll(async () => {
  scoped = await ScopedWorld.open();
  expect(scoped.events.length).toBeGreaterThan(300);
});
afterAll(() => scoped.close());

const marksOf = (rows: readonly EventFacts[]) => rows.map(({ mark }) => mark).sort((a, b) => a - b);

/** All marks, read in pages of a few rows. */
async function walk(store: ScopedStore, query: Query = {}): Promise<number[]> {
  const queries = scoped.queries(store);
  // If no report has an event in the scope, the field `mark` is unknown.
  if ((await queries.count(query)).count === 0) return [];
  const marks: number[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await queries.page({ ...query, limit: 40, fields: ['mark'], ...(cursor && { cursor }) });
    marks.push(...page.events.map(({ mark }) => Number(mark)));
    if (!page.next) return marks.sort((a, b) => a - b);
    cursor = page.next;
  }
}

describe('events', () => {
  it('are those of the scope: pages by cursor, and counts', () =>
    scoped.each(async (grants, store) => {
      const expected = marksOf(scoped.visibleEvents(grants));
      expect(await walk(store)).toEqual(expected);
      expect((await scoped.queries(store).count({})).count).toBe(expected.length);
    }, 30));

  it('are those of the scope, whatever the filter', () =>
    scoped.each(async (grants, store) => {
      const query: Query = {
        any: [{ query: { severity: ['>=high'] } }, { query: { ip: ['192.0.2.0/24'] } }],
      };
      const all = await walk(scoped.world.operator, query);
      const expected = marksOf(scoped.visibleEvents(grants)).filter((mark) => all.includes(mark));
      expect(await walk(store, query)).toEqual(expected);
    }, 30));

  it('are counted by facets and statistics only if they are in the scope', () =>
    scoped.each(async (grants, store) => {
      const queries = scoped.queries(store);
      const rows = scoped.visibleEvents(grants);
      for (const [facet, valuesOf] of [
        ['type', ({ type }: EventFacts) => [type]],
        // A number that was written as 0 counts as text.
        [
          'asn',
          ({ asn_column: asn, rest }: EventFacts) => [
            asn > 0 ? String(asn) : (rest.asn ?? rest.src_asn ?? ''),
          ],
        ],
        ['tag', ({ tags }: EventFacts) => (tags.length > 0 ? [...new Set(tags)] : [''])],
      ] as const) {
        const counts = counted(rows.flatMap(valuesOf));
        const answer = await queries.facet({ facet, limit: 1_000 });
        expect(answer.events).toBe(rows.length);
        expect(answer.without).toBe(counts.get('') ?? 0);
        counts.delete('');
        expect(new Map(answer.values.map(({ value, events: of }) => [value, of]))).toEqual(counts);
        expect(answer.distinct).toBe(counts.size);
      }
      const stats = await queries.stats({}, 'severity');
      const expected = counted(rows.map(({ date, severity }) => `${date} ${severity}`));
      expect(new Map(stats.rows.map(({ date, value, events: of }) => [`${date} ${value}`, of]))).toEqual(
        expected,
      );
    }, 30));

  it('reveal columns, types and lists only of reports with events in the scope', () =>
    scoped.each(async (grants, store) => {
      const rows = scoped.visibleEvents(grants);
      const facts = await store.events.facts();
      const types = [...new Set(rows.map(({ type }) => type))].sort();
      expect(facts.types).toEqual(types);
      expect(facts.lists).toEqual([...new Set(rows.map(({ list }) => list))].sort());
      expect(facts.columns.some(({ name }) => name === 'email')).toBe(types.includes('compromised_account'));
    }, 30));

  it('cannot be reached with the cursor of another scope', async () => {
    const page = await scoped.queries(scoped.world.operator).page({ limit: 5, fields: ['mark'] });
    const grants = [{ countries: ['DE'] }];
    const store = scoped.world.store.as(scopeOf(grants));
    const { events: found } = await scoped.queries(store).page({
      limit: 1_000,
      fields: ['mark'],
      cursor: page.next!,
    });
    const own = marksOf(scoped.visibleEvents(grants));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(({ mark }) => !own.includes(Number(mark)))).toEqual([]);
  });
});

describe('exports', () => {
  it('contain the events of the scope, in one file or in many', () =>
    scoped.each(async (grants, store) => {
      const expected = scoped.visibleEvents(grants);
      if (expected.length === 0) return;
      const folder = path.join(scoped.world.folder, `export-${Math.random().toString(36).slice(2)}`);
      mkdirSync(folder);
      const writer = store.statements.fileWriter();
      const exports = new EventExport({ store, writer, catalogue: scoped.world.catalogue, clock });
      const query: Query = { fields: ['mark'] };
      const { files } = await exports.write({ format: 'jsonl', output: path.join(folder, 'all'), query });
      const divided = await exports.write({
        format: 'jsonl',
        output: path.join(folder, 'by'),
        by: 'geo',
        query,
      });
      for (const written of [files, divided.files]) {
        const lines = written.flatMap(({ file }) =>
          readFileSync(file, 'utf8').trim().split('\n').filter(Boolean),
        );
        const marks = lines.map((line) => Number(JSON.parse(line).mark)).sort((a, b) => a - b);
        expect(marks).toEqual(marksOf(expected));
      }
      await writer.close();
    }, 30));

  it('contain the findings of the scope', () =>
    scoped.each(async (grants, store) => {
      const writer = store.statements.fileWriter();
      const output = path.join(scoped.world.folder, `findings-${Math.random().toString(36).slice(2)}`);
      await exportFindings(store, writer, { format: 'jsonl', output, filter: {} });
      const ids = readFileSync(output, 'utf8').trim().split('\n').filter(Boolean);
      expect(ids.map((line) => JSON.parse(line).id).sort()).toEqual(
        [...new Set(scoped.visibleDays(grants).map(({ id }) => id))].sort(),
      );
      await writer.close();
    }, 30));
});

it('a statement without its scope is refused', async () => {
  const { statements } = scoped.world.store.as(scopeOf([{ asns: [64_496] }]));
  await expect(statements.rows('SELECT count() FROM events', {})).rejects.toThrow('leaves its scope out');
  await expect(statements.bytes('SELECT * FROM findings', 'CSV', {})).rejects.toThrow('leaves its scope out');
  const writer = statements.fileWriter();
  const written = writer.write(
    path.join(scoped.world.folder, 'x'),
    'JSONEachRow',
    'SELECT * FROM events',
    {},
  );
  await expect(written).rejects.toThrow('leaves its scope out');
});

describe('a broken condition is noticed', () => {
  // The faults, and the changes that cause them. A fault that leaves the statements unchanged would prove nothing.
  it.each<[string, string | RegExp, string]>([
    [
      'wider subjects are in a network',
      /AND e\.subject_last <= (?:IPv6CIDRToRange\([^)]*\)\.2|\{scope_\d+:IPv6\})/g,
      '',
    ],
    ['IPv6 networks hold IPv4 addresses', 'NOT (e.subject_first BETWEEN', '(1 OR e.subject_first BETWEEN'],
    ['only the name itself is in a domain', /substringIndex\((.*?), '\.', -\d\) IN/g, '$1 IN'],
    [
      'bounds end with the first network',
      /BETWEEN (\{scope_\d+:IPv6\}) AND \{scope_\d+:IPv6\}/g,
      'BETWEEN $1 AND $1',
    ],
    ['a final dot hides a host', "trim(TRAILING '.' FROM ", '('],
    ['case matters in hosts', 'lower(multiIf(e.subject_first', 'toString(multiIf(e.subject_first'],
    ['case matters in countries', 'upper(toString(multiIf(', 'toString(toString(multiIf('],
    [
      "a target has its attacker's ASN",
      /e\.subject_first = e\.ip AND e\.subject_last = e\.ip_last, e\.asn/g,
      '1, e.asn',
    ],
    ['the last day is included', /e\.report_date < (\{scope_\d+:Date\})/g, 'e.report_date <= $1'],
    ['limits are alternatives', /(scope_\d+:[\w()]+\}) AND \(multiIf/g, '$1 OR (multiIf'],
    ['severities are one too low', 'toInt8(e.severity) IN', '(toInt8(e.severity) + 1) IN'],
    ['a grant is left out', /FROM event_rows AS e WHERE [^;]*? AND \(1\)/g, 'FROM event_rows AS e WHERE (1)'],
  ])('%s', async (_name, wrong, right) => {
    const { isRight, changes } = countsThrough((sql) => sql.replaceAll(wrong, right));
    for (const grants of fewestFirst) {
      if (await isRight(grants)) continue;
      expect(changes()).toBeGreaterThan(0);
      return;
    }
    expect.unreachable('no scope noticed');
  });

  it('and an unbroken condition passes', async () => {
    const { isRight } = countsThrough((sql) => sql);
    for (const grants of manyGrants.slice(0, campaign({ short: 6, full: 50 })))
      expect(await isRight(grants)).toBe(true);
  });
});

const manyGrants = fc.sample(someGrants, { seed: ScopedWorld.seed, numRuns: 200 });
/** Scopes of one grant first, because further grants often hide what a fault in one of them does. */
const fewestFirst = manyGrants.filter(({ length }) => length > 0).toSorted((a, b) => a.length - b.length);

/** Counts events under a scope, with statements that are changed on their way to the engine. */
function countsThrough(rewrite: (sql: string) => string) {
  let changes = 0;
  const { questions } = scoped.world.operator;
  const counting: Partial<Engine> = {
    rows: (sql, values) => {
      const changed = rewrite(sql);
      if (changed !== sql) changes++;
      return questions.rows(changed, values);
    },
    // Nothing is remembered, so every statement passes here.
    writes: () => undefined,
  };
  const engine = counting as Engine;
  const lanes = {
    engine,
    questions: engine,
    openWriter: () => expect.unreachable('nothing is written'),
    isWhole: () => true,
    slices: new SliceMemory(),
  };
  return {
    changes: () => changes,
    isRight: async (grants: readonly Grant[]) => {
      const { count } = await scoped.queries(scopedStore(lanes, scopeOf(grants))).count({});
      return count === scoped.visibleEvents(grants).length;
    },
  };
}
