// Checks every field and operator on a real store against a plain filter of the same rows, and that broken SQL is noticed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { World } from '../../../test/support/world.js';
import { EventQueries } from '../answer/event-queries.js';
import { allFields, type Filters, filtersOf } from '../testing/hostile-filters.js';
import { hostileRows, randomFrom, reportFiles } from '../testing/hostile-reports.js';
import { PlainFilter } from '../testing/plain-filter.js';
import type { Query } from './query.js';

const NOW = '2026-01-18';
const clock = () => new Date(`${NOW}T12:00:00Z`);
const seed = Number(process.env.SUNDIAL_TEST_SEED ?? 20260118);
const rows = hostileRows(randomFrom(seed), 40);
const filters = filtersOf(rows, randomFrom(seed + 1));
/** In a plain run each field is asked with every seventh of its filters, which are different ones for the next field. */
const asked = filters.filter((_, at) => at % campaign({ short: 7, full: 1 }) === 0);

let world: World;
let plain: PlainFilter;

beforeAll(async () => {
  world = await World.open();
  const outcomes = await world.ingest(reportFiles(rows));
  expect(outcomes.map(({ rows: read, accepted }) => accepted === read && read)).not.toContain(false);
  plain = new PlainFilter(world.catalogue, NOW);
});
afterAll(() => world.close());

async function found(query: Filters, rewrite?: (sql: string) => string): Promise<string[]> {
  const queries = new EventQueries({
    store: world.operator,
    catalogue: world.catalogue,
    clock,
    ...(rewrite && { rewrite }),
  });
  const page = await queries.page({ query, fields: ['mark'], limit: 10_000 } as Query);
  return page.events.map(({ mark }) => String(mark)).sort();
}

function expected(query: Filters): string[] {
  const matching = rows.filter((row) =>
    Object.entries(query).every(([field, values]) => plain.matches(row, field, values)),
  );
  return matching.map((row) => row.cells.at(-1)!).sort();
}

describe('every field and operator', () => {
  it.each(allFields())('%s', async (field) => {
    const ofField = asked.filter((each) => Object.keys(each)[0] === field);
    expect(ofField.length).toBeGreaterThan(0);
    for (const query of ofField) expect(await found(query), JSON.stringify(query)).toEqual(expected(query));
  });

  it('has useful filters: most match some but not all rows', () => {
    const sizes = filters.map((query) => expected(query).length);
    expect(sizes.filter((size) => size > 0 && size < rows.length).length).toBeGreaterThan(filters.length / 2);
  });
});

describe('a broken compiler is noticed', () => {
  // The faults, the field whose filters should notice them (empty = any field), and the changes that cause them.
  it.each<[string, string, (sql: string) => string]>([
    ['networks end one address early', 'ip', (sql) => sql.replaceAll(' <= toIPv6(', ' < toIPv6(')],
    [
      'networks that reach into the range are missed',
      'ip',
      (sql) => sql.replaceAll(/e\.ip_last >= /g, 'e.ip >= '),
    ],
    ['bounds are left out', 'latitude', (sql) => sql.replaceAll(/ >= (\{p\d+:Float64\})/g, ' > $1')],
    [
      'case matters in hostnames',
      'hostname',
      (sql) => sql.replaceAll("trimRight(lower(e.hostname), '.') =", "trimRight(e.hostname, '.') ="),
    ],
    [
      'LIKE takes _ as any character',
      'hostname',
      (sql) => sql.replaceAll(/LIKE (\{p\d+:String\})/g, "LIKE replaceAll($1, '\\\\_', '_')"),
    ],
    ['a number 0 is not a number', 'port', (sql) => sql.replaceAll(' OR match(', ' AND match(')],
    [
      'what could not be read counts as nothing',
      'dst_ip',
      (sql) => sql.replaceAll(/ OR e\.rest\[\{\w+:String\}\] != ''/g, ''),
    ],
    ['all values have to match', '', (sql) => sql.replaceAll(/(\{p\d+:String\}) OR /g, '$1 AND ')],
    ['the day after is included', 'date', (sql) => sql.replace(/(\{p\d+:Date\})\)/, 'addDays($1, 1))')],
    [
      'severities are compared one too low',
      'severity',
      (sql) => sql.replaceAll('toInt8(e.severity)', '(toInt8(e.severity) + 1)'),
    ],
  ])('%s (%s)', async (_name, field, rewrite) => {
    for (const query of filters.filter((each) => field === '' || Object.keys(each)[0] === field)) {
      const right = expected(query);
      const answer = await found(query, rewrite);
      if (JSON.stringify(answer) !== JSON.stringify(right)) return;
    }
    expect.unreachable('no filter noticed');
  });
});
