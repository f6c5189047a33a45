// Tests that facets, statistics and numbers of events give the same results from counts as from events.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { World } from '../../../test/support/world.js';
import { RestrictedScope } from '../../domain/scope.js';
import { COUNTED_FIELDS } from '../../store/counts/counted-fields.js';
import type { ScopedStore } from '../../store/index.js';
import { parseQuery } from '../language/query.js';
import { hostileRows, randomFrom, reportFiles } from '../testing/hostile-reports.js';
import { EventQueries } from './event-queries.js';

const seed = Number(process.env.SUNDIAL_TEST_SEED ?? 20260118);
const FIELDS = [...COUNTED_FIELDS.map(({ field }) => field), 'type', 'date', 'list'];
const DIVISIONS = ['type', 'geo', 'asn', 'severity', 'tag'] as const;
/** True for every event, but unknown to the counts. */
const ANY_EVENT = { any: [{}, { query: { port: '1' } }] };

let world: World;
let types: string[];
beforeAll(async () => {
  world = await World.open();
  const rows = hostileRows(randomFrom(seed), 40);
  types = [...new Set(rows.map(({ type }) => type))];
  await world.ingest(reportFiles(rows));
  // Issued again with fewer rows, and also delivered by another list.
  const again = rows.filter((_, at) => at % 3 > 0);
  await world.ingest(reportFiles(again));
  await world.ingest(reportFiles(again.map((row) => ({ ...row, list: 'another' }))));
});
afterAll(() => world.close());

/** Queries, and the sources that their statements read. */
function queriesOf(store: ScopedStore = world.operator) {
  const sources: string[] = [];
  const rewrite = (sql: string) => {
    sources.push(sql.includes('count_rows') ? 'counts' : 'events');
    return sql;
  };
  const clock = () => new Date('2026-01-18T12:00:00Z');
  return { sources, queries: new EventQueries({ store, catalogue: world.catalogue, clock, rewrite }) };
}

/** The answers to a query from both sources. */
async function both(ask: (queries: EventQueries, more: object) => Promise<object>) {
  const { queries, sources } = queriesOf();
  const counted = await ask(queries, {});
  const fromEvents = await ask(queries, ANY_EVENT);
  expect(new Set(sources)).toEqual(new Set(['counts', 'events']));
  return { counted, fromEvents };
}

/** A plain run asks about each field under every fifth of the conditions, which are different ones for the next field. */
const EACH = campaign({ short: 5, full: 2 });
const conditions = (offset = 0) => allConditions().filter((_, at) => (at + offset) % EACH === 0);
const allConditions = () => [
  {},
  { date: '2026-01-16' },
  { date: '-2:now' },
  { type: types.slice(0, 2) },
  { type: [`!${types[0]}`] },
  { date: '1999-01-01' },
];

const PARTS = [{}, { limit: 2, page: 2 }];
/** A plain run asks for all values of every other field, and for a page of those between. */
const partsOf = (at: number) => campaign({ short: [PARTS[at % PARTS.length]!], full: PARTS });

describe('counts give the same answers as events', () => {
  it.each(FIELDS)('a facet over %s', async (facet) => {
    for (const condition of conditions(FIELDS.indexOf(facet)))
      for (const part of partsOf(FIELDS.indexOf(facet))) {
        const { counted, fromEvents } = await both((queries, more) =>
          queries.facet({ ...parseQuery({ ...condition, ...part, ...more }), facet }),
        );
        expect(counted, JSON.stringify({ condition, part })).toEqual(fromEvents);
      }
  });

  it.each(DIVISIONS)('statistics by %s', async (by) => {
    for (const condition of conditions(DIVISIONS.indexOf(by))) {
      const { counted, fromEvents } = await both((queries, more) =>
        queries.stats(parseQuery({ ...condition, ...more }), by),
      );
      expect(counted, JSON.stringify(condition)).toEqual(fromEvents);
    }
  });

  it('the number of events', async () => {
    for (const condition of allConditions()) {
      const { counted, fromEvents } = await both((queries, more) =>
        queries.count(parseQuery({ ...condition, ...more })),
      );
      expect(counted, JSON.stringify(condition)).toEqual(fromEvents);
    }
  });
});

describe('counts are not used', () => {
  it('under a restricted scope', async () => {
    const scope = RestrictedScope.of([{ asns: [64496] }]);
    const { queries, sources } = queriesOf(world.store.as(scope));
    await queries.facet({ facet: 'geo' });
    await queries.stats({}, 'geo');
    await queries.count({});
    expect(sources).toEqual(['events', 'events', 'events']);
  });

  it('for fields and conditions outside of the counts', async () => {
    const { queries, sources } = queriesOf();
    await queries.facet({ facet: 'hostname' });
    await queries.facet({ facet: 'original.geo' });
    await queries.facet({ facet: 'geo', query: { asn: ['64496'] } });
    await queries.count({ require: ['geo'] });
    // Reports of other lists hold the same events.
    await queries.count({ report: ['another'] });
    expect(sources).toEqual(['events', 'events', 'events', 'events', 'events']);
  });
});

it('rebuilt counts equal those stored by loads', async () => {
  const all = () =>
    world.operator.tables.rows(
      'SELECT load, report_type, report_date, list, field, value, kept, events FROM count_rows ORDER BY ALL',
    );
  const maintained = await all();
  await world.store.counts.rebuild();
  expect(await all()).toEqual(maintained);
  expect(await world.operator.health.wrongCounts()).toBe(0);
});

it('counts a load row by row and by column with the same result', async () => {
  const live = await world.operator.ledger.find({ states: ['live'] });
  const countedAs = async (rows: number) => {
    await world.store.counts.remove(live.map(({ load }) => load));
    await world.store.counts.make(live.map((load) => ({ ...load, rows })));
    return world.operator.tables.rows('SELECT * FROM counts ORDER BY ALL');
  };
  const byRow = await countedAs(1);
  expect(byRow.length).toBeGreaterThan(500);
  expect(await countedAs(1_000_000)).toEqual(byRow);
});
