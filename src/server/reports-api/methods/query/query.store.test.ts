// Tests the methods that ask for events: their forms, their refusals, and that they show no rows of others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiWorld } from '../../testing/api-world.js';
import { SAMPLE_CONSTITUENTS, SAMPLE_REPORTS } from '../../testing/samples.js';

const DEVICES = `timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,device_vendor,device_type
2026-03-01 04:00:00,info,192.0.2.9,tcp,80,,iot,64496,DE,Acme,camera
2026-03-01 04:00:01,info,198.51.100.9,tcp,80,,iot,64500,FR,Bolt,router
2026-03-01 04:00:02,info,192.0.2.9,tcp,81,,iot,64496,DE,Acme,recorder
`;
/** A type that the catalogue does not know, seen at the zoo and the farm, and one seen at the farm only. */
const BADGERS = `timestamp,ip,burrow,type,tag
2026-03-01 05:00:00,192.0.2.8,north,badger,
2026-03-01 05:00:01,198.51.100.8,south,,"a, b"
`;
const ZEBRAS = `timestamp,ip,stripes
2026-03-01 06:00:00,198.51.100.7,77
`;

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.open(
    { requiresFilter: false },
    {
      constituents: SAMPLE_CONSTITUENTS,
      reports: [
        ...SAMPLE_REPORTS,
        { name: '2026-03-01-device_id-example-geo.csv', content: DEVICES },
        { name: '2026-03-01-scan_badgers-example-geo.csv', content: BADGERS },
        { name: '2026-03-01-scan_zebras-operator_only.csv', content: ZEBRAS },
      ],
    },
  );
});
afterAll(() => api.close());

async function answer<T = Record<string, unknown>[]>(method: string, body: object, key?: string): Promise<T> {
  const { status, json } = await api.ask(method, body as Record<string, unknown>, key);
  expect({ status, error: (json as { error?: string }).error }).toEqual({ status: 200, error: undefined });
  return json as T;
}
const refusal = async (method: string, body: object, key?: string) => {
  const { status, json } = await api.ask(method, body as Record<string, unknown>, key);
  return `${status} ${(json as { error: string }).error}`;
};
const query = (body: object, key?: string) => answer('reports/query', body, key);
const addresses = async (body: object, key?: string) => (await query(body, key)).map(({ ip }) => ip);

describe('events', () => {
  it('have the columns of their report as texts, and its type', async () => {
    expect(await query({ query: { ip: '192.0.2.3' } })).toEqual([
      {
        ...{
          timestamp: '2026-03-02 02:00:00',
          severity: 'info',
          ip: '192.0.2.3',
          protocol: 'tcp',
          port: '22',
        },
        ...{ tag: ['ssh'], asn: '64496', geo: 'DE', banner: 'SSH-2.0-OpenSSH_9.6, "zoo"' },
        ...{ report_type: 'scan_ssh', type: 'scan' },
      },
    ]);
  });

  it('keep a column that is called type, and have no empty tags', async () => {
    expect(await query({ query: { type: 'scan_badgers' } })).toEqual([
      {
        ...{ timestamp: '2026-03-01 05:00:00', ip: '192.0.2.8', burrow: 'north', type: 'badger' },
        report_type: 'scan_badgers',
      },
    ]);
  });

  it('are paged until a page is empty, with numbers as texts', async () => {
    const page = (number: string) => addresses({ query: { port: '123' }, limit: '2', page: number });
    expect([await page('1'), await page('2'), await page('3')]).toEqual([
      ['192.0.2.1', '192.0.2.2'],
      ['203.0.113.2', '192.0.2.1'],
      [],
    ]);
  });

  it.each([
    [{ sort: 'descending', query: { port: 123 }, limit: 1 }, ['192.0.2.1']],
    [{ sort: 'Descending', date: '-2:now', query: { port: [22, '|80'] } }, ['192.0.2.3', '192.0.2.9']],
    [{ date: 'now', query: {} }, []],
    [{ query: { ip: '192.0.2.0/31' }, date: '2026-03-01' }, ['192.0.2.1']],
    [{ query: { ip: ['192.0.2.2', '192.0.2.3'] } }, ['192.0.2.2', '192.0.2.3']],
    [{ query: { domain: '*.ZOO.example.com' }, date: '2026-03-01' }, ['192.0.2.1', '203.0.113.2']],
    [{ query: { domain: 'mail.zoo.example.com' } }, ['203.0.113.2']],
    [{ query: { type: ['|scan', '!scan_ntp', '!scan_badgers'] } }, ['192.0.2.3']],
    [{ query: { type: 'scan-ssh' } }, ['192.0.2.3']],
    [{ query: { require: ['refid', 'hostname'], tag: 'ntp' }, date: '2026-03-02' }, ['192.0.2.1']],
    [{ query: { city: 'Berlin', tag: 'iot' } }, ['192.0.2.2']],
    [{ query: { burrow: 'NORTH' } }, ['192.0.2.8']],
    [{ query: { text: 'openssh' } }, ['192.0.2.3']],
    [{ query: { isp_name: 'anything' } }, []],
    [{ query: { geo: 'IT' } }, ['203.0.113.2']],
    [{ geo: 'DE', query: { tag: 'iot' }, port: [123] }, ['192.0.2.2']],
  ])('of %j', async (body, found) => {
    expect(await addresses(body)).toEqual(found);
  });
});

describe('facets', () => {
  it.each([
    [
      'geo',
      [
        { geo: 'DE', count: 5 },
        { geo: 'IT', count: 1 },
      ],
    ],
    [
      'type',
      [
        { type: 'scan', count: 6 },
        { type: 'other', count: 1 },
      ],
    ],
    [
      'report_type',
      [
        { report_type: 'scan_ntp', count: 4 },
        { report_type: 'device_id', count: 1 },
        { report_type: 'scan_badgers', count: 1 },
        { report_type: 'scan_ssh', count: 1 },
      ],
    ],
    ['burrow', [{ burrow: 'north', count: 1 }]],
  ])('of %s have values and counts', async (facet, values) => {
    const given = { facet, query: { port: ['!81'] } };
    expect(await query(given)).toEqual(values);
  });

  it('are paged', async () => {
    const page = (number: number) => query({ facet: 'type', limit: 1, page: number });
    expect([await page(1), await page(2), await page(3)]).toEqual([
      [{ type: 'scan', count: 6 }],
      [{ type: 'other', count: 2 }],
      [],
    ]);
  });
});

describe('reports', () => {
  it('of another constituent are as unknown as any name', async () => {
    for (const method of ['reports/query', 'reports/stats', 'reports/device-info'])
      for (const report of ['farm', 'frm', 'example-geo', 'operator_only', '__proto__'])
        expect(await refusal(method, { report, query: { ip: '192.0.2.1' } })).toBe(
          `404 "${report}" is not one of your reports: zoo`,
        );
  });

  it('of a key with several can be chosen', async () => {
    const of = (report?: unknown) =>
      addresses({ query: { type: 'device_id', port: 80 }, ...(report !== undefined && { report }) }, 'both');
    expect(await of()).toEqual(['192.0.2.9', '198.51.100.9']);
    expect(await of('farm')).toEqual(['198.51.100.9']);
    expect(await of(['zoo@shadowserver.org', 'farm', 'zoo'])).toEqual(['192.0.2.9', '198.51.100.9']);
  });
});

describe('reports/stats', () => {
  const TITLES = ['date', 'type', 'events'];

  it('counts the events of the previous day', async () => {
    expect(await answer('reports/stats', {})).toEqual([
      TITLES,
      ['2026-03-02', 'scan_ntp', 1],
      ['2026-03-02', 'scan_ssh', 1],
    ]);
  });

  it('takes several reports together, and needs to know which', async () => {
    expect(await refusal('reports/stats', {}, 'both')).toBe(
      '400 you have several reports (farm, zoo). Name the ones you mean in "report"',
    );
    const given = { report: ['zoo', 'farm'], type: ['scan-ntp', 'device_id'], date: '2026-03-01:2026-03-02' };
    // 203.0.113.2 belongs to both.
    expect(await answer('reports/stats', given, 'both')).toEqual([
      TITLES,
      ['2026-03-01', 'device_id', 3],
      ['2026-03-01', 'scan_ntp', 4],
      ['2026-03-02', 'scan_ntp', 2],
    ]);
  });

  it('has only titles for days without events', async () => {
    expect(await answer('reports/stats', { date: '2020-01-01' })).toEqual([TITLES]);
  });
});

describe('reports/schema', () => {
  it('describes the columns of the catalogue', async () => {
    const schema = await answer<{ properties: object }>('reports/schema', { type: 'scan-ntp' });
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      ...{ title: 'scan_ntp', type: 'object' },
      properties: { ip: { type: 'string' }, tag: { type: ['string', 'array'] } },
    });
    expect(Object.keys(schema.properties).slice(0, 3)).toEqual(['timestamp', 'severity', 'ip']);
  });

  it('describes a type that only the own reports have', async () => {
    const { properties } = await answer<{ properties: object }>('reports/schema', { type: 'scan_badgers' });
    expect(Object.keys(properties)).toEqual(['timestamp', 'ip', 'burrow', 'type', 'tag']);
  });

  it('knows one type at a time', async () => {
    expect(await refusal('reports/schema', { type: 'scan' })).toContain(
      '400 type: "scan" covers several types',
    );
    expect(await refusal('reports/schema', {})).toContain('400 type: ');
  });
});

describe('reports/device-info', () => {
  it('shows the identified devices of an address, the newest first', async () => {
    const devices = await answer('reports/device-info', { query: { ip: '192.0.2.9' } });
    expect(devices).toMatchObject([
      { device_type: 'recorder', port: '81', report_type: 'device_id' },
      { device_vendor: 'Acme', device_type: 'camera', port: '80', tag: ['iot'] },
    ]);
  });

  it('finds systems and countries, and nothing of others', async () => {
    const count = async (given: object) => (await answer('reports/device-info', { query: given })).length;
    expect(await count({ asn: 64_496 })).toBe(2);
    expect(await count({ geo: ['DE', 'FR'] })).toBe(2);
    expect(await count({ ip: '198.51.100.9' })).toBe(0);
  });
});

describe('refusals', () => {
  it.each([
    [{ query: { citty: 'BERLIN' } }, '400 unknown field "citty" (did you mean "city"?)'],
    [{ query: { constructor: 'x' } }, '400 unknown field "constructor"'],
    [{ beginning: '2026-03-01' }, '400 unknown field "beginning"'],
    [{ query: { list: 'example-geo' } }, '400 unknown field "list"'],
    [{ facet: 'report' }, '400 unknown field "list"'],
    [{ query: { require: 'list' } }, '400 unknown field "list"'],
    [{ facet: 'text' }, /^400 text: /],
    [{ query: { ip: '192.0.2.300' } }, /^400 ip: "192.0.2.300" is not an address/],
    [{ query: { port: '99999' } }, /^400 port: 99999 is more/],
    [{ query: { asn: "64496' OR 1=1 --" } }, /^400 asn: .* is not a number/],
    [{ query: { port: 1e21 } }, /^400 port: /],
    [{ query: { type: 'scan_nothing' } }, /^404 report type "scan_nothing" is not known/],
    [{ date: '2026-02-30' }, /^400 date: "2026-02-30" is not a date/],
    [{ date: '2026-03-02:2026-03-01' }, /^400 date: /],
    [{ limit: 10_001 }, '400 limit: is more than 10000, the limit'],
    [{ limit: 10_000, page: 101 }, /^400 page: is too far/],
  ])('of %j', async (body, message) => {
    expect(await refusal('reports/query', body)).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});

describe('nothing of others', () => {
  it('is in suggestions for types and fields', async () => {
    for (const [method, member] of [
      ['reports/schema', { type: 'scan_zebra' }],
      ['reports/stats', { type: 'scan_zebra' }],
      ['reports/query', { query: { type: 'scan_zebras' } }],
      ['reports/query', { query: { strips: '1' } }],
      ['reports/query', { query: { stripes: '77' } }],
    ] as const) {
      const told = (key: string) => refusal(method, member, key);
      expect(await told('zoo')).toMatch(/^4.*not known|^4.*unknown field/);
      expect(await told('zoo')).not.toMatch(/did you mean "(scan_zebras|stripes)"/);
    }
    expect(await refusal('reports/schema', { type: 'scan_zebra' }, 'farm')).toContain('"scan_zebras"');
    expect(await refusal('reports/query', { query: { strips: '1' } }, 'farm')).toContain('"stripes"');
  });

  const OTHERS = /198\.51|FR|farm|secret|lake|2001:db8|203\.0\.113\.[134]|Bolt|south|zebra|NZ/;

  it.each([
    'ip',
    'geo',
    'region',
    'tag',
    'type',
    'report_type',
    'domain',
    'banner',
    'burrow',
    'device_vendor',
  ])('is in the values of %s', async (facet) => {
    expect(JSON.stringify(await query({ facet }))).not.toMatch(OTHERS);
  });

  it.each([
    { geo: '!DE' },
    { ip: '0.0.0.0/0' },
    { ip: '198.51.100.0/24' },
    { asn: ['64500', '|64511', '|64505'] },
    { domain: '*' },
    { text: 'SSH-2.0' },
    { require: 'geo' },
    { timestamp: '>=2020-01-01 00:00:00' },
    { type: ['|scan', '|other', '|honeypot'] },
  ])('is found by %j', async (conditions) => {
    expect(JSON.stringify(await query({ query: conditions, sort: 'descending' }))).not.toMatch(OTHERS);
  });
});
