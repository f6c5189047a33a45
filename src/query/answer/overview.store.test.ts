// Tests that an overview holds the same figures as a query for each of its parts.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { World } from '../../../test/support/world.js';
import { RestrictedScope } from '../../domain/scope.js';
import type { ScopedStore } from '../../store/index.js';
import { parseQuery, type Query } from '../language/query.js';
import { hostileRows, randomFrom, reportFiles } from '../testing/hostile-reports.js';
import { EventQueries } from './event-queries.js';

const seed = Number(process.env.SUNDIAL_TEST_SEED ?? 20260118);
/** Fields of all kinds, with counts and without, and columns that only some reports have. */
const FIELDS = [
  'tag',
  'asn',
  'hostname',
  'port',
  'severity',
  'ip',
  'original.port',
  'http_code',
  'cve',
  'list',
];
const SERIES = ['type', 'geo', 'asn', 'severity', 'tag'] as const;
const CONDITIONS: readonly unknown[] = [
  {},
  { date: '2026-01-16' },
  { query: { asn: ['64496', '64497'] } },
  { any: [{ require: ['port'] }, { query: { severity: 'high' } }] },
  { date: '1999-01-01', require: ['tag'] },
];

let world: World;
beforeAll(async () => {
  world = await World.open();
  await world.ingest(reportFiles(hostileRows(randomFrom(seed), 40)));
});
afterAll(() => world.close());

function queriesOf(store: ScopedStore = world.operator) {
  const statements: string[] = [];
  const rewrite = (sql: string) => {
    statements.push(sql);
    return sql;
  };
  const clock = () => new Date('2026-01-18T12:00:00Z');
  return { statements, queries: new EventQueries({ store, catalogue: world.catalogue, clock, rewrite }) };
}

/** The same figures, from a query for each part. */
async function single(queries: EventQueries, query: Query, facets: readonly string[], limit: number) {
  const answers = [];
  for (const facet of facets) {
    const { notes: _, ...counts } = await queries.facet({ ...query, facet, limit });
    answers.push(counts);
  }
  return answers;
}

/** In a plain run, each condition is asked with one of the limits. */
const limitsOf = (at: number) => campaign({ short: [at % 2 === 0 ? 2 : 1000], full: [2, 1000] });

it.each(CONDITIONS.map((condition, at) => [condition, limitsOf(at)] as const))(
  'facets with the conditions %j',
  async (condition, limits) => {
    const { queries } = queriesOf();
    const query = parseQuery(condition);
    for (const limit of limits) {
      const overview = await queries.overview(query, { facets: FIELDS, limit });
      expect(overview.facets, `limit ${limit}`).toEqual(await single(queries, query, FIELDS, limit));
      expect(overview.series).toBeUndefined();
    }
  },
);

it.each(SERIES)('a series by %s', async (by) => {
  const { queries } = queriesOf();
  for (const condition of CONDITIONS) {
    const query = parseQuery(condition);
    const { events, series } = await queries.overview(query, { facets: ['hostname'], by });
    expect(events, JSON.stringify(condition)).toBe((await queries.count(query)).count);
    expect(series, JSON.stringify(condition)).toEqual((await queries.stats(query, by)).rows);
  }
});

it('reads the events once for all fields without counts', async () => {
  const { queries, statements } = queriesOf();
  const query = { query: { asn: ['64496'] } };
  await queries.overview(query, { facets: ['tag', 'asn', 'geo', 'hostname', 'severity'], by: 'type' });
  expect(statements).toHaveLength(1);
});

it('keeps to its scope', async () => {
  const scope = RestrictedScope.of([{ asns: [64496] }]);
  const { queries } = queriesOf(world.store.as(scope));
  const { facets, events } = await queries.overview({}, { facets: ['asn', 'hostname'], by: 'geo' });
  expect(facets).toEqual(await single(queries, {}, ['asn', 'hostname'], 1000));
  expect(facets[0]!.values).toEqual([{ value: '64496', events }]);
});

it('refuses a field without values, and mentions columns that no report has', async () => {
  const { queries } = queriesOf();
  await expect(queries.overview({}, { facets: ['text'] })).rejects.toMatchObject({ code: 'query-invalid' });
  const { notes } = await queries.overview({}, { facets: ['tag', 'freak_vulnerable'] });
  expect(notes).toEqual(['no report in the store has the column "freak_vulnerable"']);
});
