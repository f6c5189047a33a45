// Tests all parts of a query's answer except filters: pages, cursors, fields, alternatives, facets, statistics, refusals.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numbers, report, reportFile } from '../../../test/support/reports.js';
import { World } from '../../../test/support/world.js';
import { parseQuery } from '../language/query.js';
import { EventQueries } from './event-queries.js';

const MIXED = [
  'timestamp,severity,src_ip,src_port,dst_ip,tag,geo,http_agent,=1+1,type',
  '2026-01-16 10:00:00,high,198.51.100.1,080,192.0.2.7,"b, a",ZZ,Agent/1.0,"=cmd|\' /C calc\'",odd',
  '2026-01-16 11:00:00,,2001:db8:ffff::1,443,,a,,,,',
  '2026-01-16 11:00:00,low,2001:db8:f000::/40,0,,,ZZ,,,',
].join('\n');

let world: World;
let queries: EventQueries;
const clock = () => new Date('2026-01-17T12:00:00Z');

beforeAll(async () => {
  world = await World.open();
  queries = new EventQueries({ store: world.operator, catalogue: world.catalogue, clock });
  await world.ingest([
    { name: reportFile('one', '2026-01-15'), content: report(numbers(1, 60)) },
    { name: '2026-01-16-event4_sinkhole_http-one.csv', content: MIXED },
  ]);
});
afterAll(() => world.close());

const page = (query: unknown) => queries.page(parseQuery(query));
const countOf = async (query: unknown) => (await queries.count(parseQuery(query))).count;

describe('rows', () => {
  it('come newest first, with the usual fields', async () => {
    const { events, fields, next } = await page({ limit: 2, type: 'scan_ntp' });
    expect(fields).toContain('subject');
    expect(events[0]).toMatchObject({
      timestamp: '2026-01-15 00:01:00',
      subject: '2001:db8::3c',
      port: 123,
      tag: ['ntp', 'iot'],
    });
    expect(next).toBeDefined();
  });

  it('show typed fields as JSON values, and missing values as null or empty', async () => {
    const { events } = await page({
      type: 'event4_sinkhole_http',
      fields: ['ip', 'port', 'tag', 'severity', 'geo', 'tld'],
      sort: 'port:desc',
    });
    expect(events).toEqual([
      { ip: '2001:db8:ffff::1', port: 443, tag: ['a'], severity: 'critical', geo: '', tld: '' },
      { ip: '198.51.100.1', port: 80, tag: ['b', 'a'], severity: 'high', geo: 'ZZ', tld: '' },
      { ip: '2001:db8:f000::/40', port: null, tag: [], severity: 'low', geo: 'ZZ', tld: '' },
    ]);
  });

  it('give original columns exactly', async () => {
    const { events, fields } = await page({ query: { ip: '198.51.100.0/24' }, fields: ['original'] });
    expect(events).toEqual([
      {
        timestamp: '2026-01-16 10:00:00',
        severity: 'high',
        src_ip: '198.51.100.1',
        src_port: '080',
        dst_ip: '192.0.2.7',
        tag: 'b, a',
        geo: 'ZZ',
        http_agent: 'Agent/1.0',
        '=1+1': "=cmd|' /C calc'",
        type: 'odd',
      },
    ]);
    expect(fields[0]).toBe('timestamp');
    expect(await countOf({ query: { 'original.type': 'odd', type: 'sinkhole' } })).toBe(1);
  });

  it('can include all fields at once', async () => {
    const { events } = await page({ fields: ['all', 'original.src_port'], limit: 1, query: { port: '80' } });
    expect(events[0]).toMatchObject({
      port: 80,
      'original.src_port': '080',
      agent: 'Agent/1.0',
      list: 'one',
    });
  });

  it('can be a Parquet file', async () => {
    const file = await queries.parquet(parseQuery({ limit: 10, fields: ['ip', 'tag', '=1+1', 'timestamp'] }));
    expect(file.subarray(0, 4).toString()).toBe('PAR1');
    await expect(queries.parquet({ fields: ['original'] })).rejects.toMatchObject({ code: 'query-invalid' });
  });
});

describe('pages', () => {
  const walk = async (query: object, between = async () => {}) => {
    const seen: unknown[] = [];
    for (let cursor: string | undefined; ; ) {
      const answer = await page({ ...query, limit: 7, fields: ['ip'], ...(cursor && { cursor }) });
      seen.push(...answer.events.map(({ ip }) => ip));
      if (!answer.next) return seen;
      cursor = answer.next;
      await between();
    }
  };

  it.each([
    'descending',
    'ascending',
    'hostname:desc',
    'port',
    'ip:desc',
    'severity',
    'subject',
    'date',
    'banner',
  ])('by cursor hold every row once, sorted by %s', async (sort) => {
    const seen = await walk({ sort });
    expect(seen).toHaveLength(63);
    expect(new Set(seen).size).toBe(63);
    const { events } = await page({ sort, limit: 100, fields: ['ip'] });
    expect(seen).toEqual(events.map(({ ip }) => ip));
  });

  it('by number contain the same rows', async () => {
    const { events } = await page({ limit: 100, fields: ['ip'] });
    const third = await page({ limit: 10, page: 3, fields: ['ip'] });
    expect(third.events).toEqual(events.slice(20, 30));
  });

  it('by cursor stay unchanged while reports arrive', async () => {
    const before = await walk({ type: 'scan_ntp' });
    let more = 0;
    const load = async () => {
      more++;
      if (more > 3) return;
      const date = `2026-01-1${more}`;
      await world.ingest([
        { name: reportFile('late', date), content: report(numbers(1000 * more, 1000 * more + 3)) },
      ]);
    };
    // The new rows are newer than all others, so none of them belongs on a later page.
    expect(await walk({ type: 'scan_ntp' }, load)).toEqual(before);
    expect(await countOf({ type: 'scan_ntp' })).toBe(72);
  });

  it('refuse cursors that were changed, and those of other queries', async () => {
    const { next } = await page({ limit: 5 });
    const changed = Buffer.from(Buffer.from(next!, 'base64url').toString().replace(/\d\]$/, '9]')).toString(
      'base64url',
    );
    for (const cursor of ['', 'x', `${next}A`, changed, Buffer.from('["a","b",1,2]').toString('base64url')])
      await expect(page({ limit: 5, cursor }), cursor).rejects.toMatchObject({ code: 'cursor-invalid' });
    await expect(page({ limit: 5, cursor: next, sort: 'ascending' })).rejects.toMatchObject({
      code: 'cursor-invalid',
    });
    await expect(page({ limit: 5, cursor: next, type: 'ntp' })).rejects.toMatchObject({
      code: 'cursor-invalid',
    });
  });
});

describe('conditions', () => {
  it.each<[object, number]>([
    [{ any: [{ query: { port: '443' } }, { query: { geo: 'zz' }, type: 'event4_sinkhole_http' }] }, 3],
    [{ any: [] }, 75],
    [{ require: 'dst_ip' }, 1],
    [{ query: { require: ['tag', 'geo'] }, type: 'sinkhole' }, 1],
    [{ date: '-1:now' }, 3],
    [{ date: 'now' }, 0],
    [{ type: 'event4-sinkhole-http' }, 3],
    [{ type: ['|sinkhole', '|honeypot'] }, 3],
    [{ type: '!sinkhole' }, 72],
    [{ reports: ['late'], types: ['ntp'] }, 12],
    [{ query: { port: 80 } }, 1],
  ])('%j', async (query, count) => {
    expect(await countOf(query)).toBe(count);
  });

  it('on columns that no report has match nothing, with a note', async () => {
    const { count, notes } = await queries.count({ query: { asn_name: ['x'] } });
    expect(count).toBe(0);
    expect(notes).toEqual(['no report in the store has the column "asn_name"']);
  });
});

describe('statistics', () => {
  it('count by day and type, or another property', async () => {
    const { rows } = await queries.stats({ date: '2026-01-15:2026-01-16' });
    expect(rows).toEqual([
      { date: '2026-01-15', value: 'scan_ntp', events: 60 },
      { date: '2026-01-16', value: 'event4_sinkhole_http', events: 3 },
    ]);
    const tags = await queries.stats({ date: '2026-01-16' }, 'tag');
    expect(tags.rows.map(({ value, events }) => [value, events])).toEqual([
      ['a', 2],
      ['', 1],
      ['b', 1],
    ]);
    for (const by of ['geo', 'asn', 'severity'] as const)
      expect(
        (await queries.stats({ date: '2026-01-16' }, by)).rows.reduce((sum, row) => sum + row.events, 0),
      ).toBe(3);
  });
});

describe('refusals', () => {
  it.each<[object, string, RegExp]>([
    [{ querry: {} }, 'query-invalid', /unknown key "querry" \(did you mean "query"\?\)/],
    [{ any: [{ tipe: 'x' }] }, 'query-invalid', /any\.0: unknown key "tipe" \(did you mean "type"\?\)/],
    [{ limit: 0 }, 'query-invalid', /limit: is less than 1/],
    [{ limit: 10_001 }, 'query-invalid', /limit: is more than 10000/],
    [{ limit: 'ten' }, 'query-invalid', /limit: expected/],
    [{ query: { ip: {} } }, 'query-invalid', /query\.ip: is neither/],
    [{ query: { ip: 'x' } }, 'query-invalid', /ip: "x" is not an address or network/],
    [{ query: { ip: '192.0.2.0/33' } }, 'query-invalid', /not an address or network/],
    [{ query: { port: 'http' } }, 'query-invalid', /port: "http" is not a number/],
    [{ query: { port: '9:1' } }, 'query-invalid', /ends before it begins/],
    [{ query: { severity: 'hi' } }, 'query-invalid', /not one of info, low/],
    [{ query: { banner: '>=x' } }, 'query-invalid', /compares numbers; write "=>=x"/],
    [{ query: { portt: '1' } }, 'field-unknown', /did you mean "port"\?/],
    [{ date: '2026-02-30' }, 'query-invalid', /not a date or range/],
    [{ date: '2026-01-02:2026-01-01' }, 'query-invalid', /not a date or range/],
    [{ date: '' }, 'query-invalid', /not a date or range/],
    [{ type: 'scan_nttp' }, 'type-unknown', /did you mean/],
    [{ report: 'nosuch' }, 'list-unknown', /no list "nosuch" is known/],
    [{ report: '' }, 'list-unknown', /no list "" is known/],
    [{ query: { port: '65536' } }, 'query-invalid', /more than 65535, the highest port/],
    [{ query: { port: ['1', '65536'] } }, 'query-invalid', /more than 65535, the highest port/],
    [{ query: { port: '>=70000' } }, 'query-invalid', /more than 65535, the highest port/],
    [{ type: 'bgp' }, 'type-ambiguous', /population_bgp/],
    [{ sort: 'tag' }, 'query-invalid', /cannot be sorted by/],
    [{ fields: ['text'] }, 'query-invalid', /has no value to show/],
    [{ require: 'text' }, 'query-invalid', /is a search and has no value/],
    [{ page: 200, limit: 10_000 }, 'query-too-large', /follow the cursor/],
    [{ query: { port: Array.from({ length: 1001 }, () => '1') } }, 'query-invalid', /more than 1000 values/],
  ])('%j', async (query, code, message) => {
    const asked = (async () => page(query))();
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe('attacks', () => {
  const NASTY = [
    "' OR 1=1 --",
    "x') OR ('1'='1",
    '{p0:String}',
    '`',
    '\\',
    "\\' OR 1 --",
    '; DROP TABLE event_rows',
    '/*',
    '\u0000',
    'ﾊ',
  ];

  it.each(NASTY)('no value escapes into the SQL: %j', async (nasty) => {
    const all = 75;
    for (const field of [
      'hostname',
      'banner',
      'http_agent',
      'tag',
      'cve',
      'subject',
      'original.type',
      'text',
    ])
      expect(await countOf({ query: { [field]: `=${nasty}` } }), field).toBe(0);
    for (const field of ['ip', 'port', 'severity', 'timestamp', 'date', 'type', 'list'])
      await expect(countOf({ query: { [field]: nasty } }), field).rejects.toThrow();
    expect(await countOf({ query: { hostname: `!=${nasty}` } })).toBe(all);
  });

  it.each(NASTY)('no invalid name passes as a column: %j', async (nasty) => {
    const unknown = { code: 'field-unknown' };
    await expect(page({ query: { [nasty]: 'x' } })).rejects.toMatchObject(unknown);
    await expect(page({ fields: [nasty] })).rejects.toMatchObject(unknown);
    await expect(page({ sort: nasty })).rejects.toMatchObject(unknown);
    await expect(page({ require: nasty })).rejects.toMatchObject(unknown);
    await expect(queries.facet({ facet: nasty })).rejects.toMatchObject(unknown);
  });

  it('columns with nasty names are columns', async () => {
    const names = NASTY.filter((name) => !/[\u0000,"]/.test(name));
    const content = `timestamp,${names.join(',')}\n2026-01-19 00:00:00,${names.map((_, place) => `v${place}`).join(',')}\n`;
    await world.ingest([{ name: '2026-01-19-novel_kind-x.csv', content }]);
    for (const [place, name] of names.entries()) {
      const query = { query: { [name]: `v${place}` }, fields: [name, 'date'], sort: name };
      expect((await page(query)).events, name).toEqual([{ [name]: `v${place}`, date: '2026-01-19' }]);
    }
  });
});

describe('cancelling', () => {
  it('stops the engine, and the next query is answered', async () => {
    const endless = 'SELECT count() AS count FROM numbers(1000000000000) WHERE sipHash64(number) = 1';
    const slow = new EventQueries({
      store: world.operator,
      catalogue: world.catalogue,
      clock,
      rewrite: () => endless,
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    await expect(slow.count({}, { signal: controller.signal })).rejects.toMatchObject({
      code: 'query-cancelled',
    });
    // The engine answers first and updates its list of queries afterwards.
    const running = () =>
      world.operator.tables.rows(
        "SELECT query FROM system.processes WHERE query LIKE '%sipHash64%' AND query NOT LIKE '%processes%'",
      );
    await expect.poll(running).toEqual([]);
    expect(await countOf({ type: 'sinkhole' })).toBe(3);
  });

  it('does not start a cancelled query', async () => {
    await expect(queries.count({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'query-cancelled',
    });
  });
});
