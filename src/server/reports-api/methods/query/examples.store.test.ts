// Replays every example of the publisher's documentation of 2021, literally but for addresses and ids, over sample reports
// of a country and a region.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiWorld, testKey } from '../../testing/api-world.js';

const SCAN = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,naics,sector';
const reportOf = (type: string, date: string, rows: readonly string[]) => ({
  name: `${date}-${type}-united_states_of_america-geo.csv`,
  content: [SCAN, ...rows].join('\n'),
});
const SSL =
  '2020-10-27 02:59:32,info,192.0.2.109,tcp,443,,ssl,64496,US,VIRGINIA,ASHBURN,334111,Critical Manufacturing';
const HTTP =
  '2020-10-27 00:02:21,info,192.0.2.193,tcp,8080,crmapp005.example.com,http,64497,US,VIRGINIA,ASHBURN,454110,Communications';
const UNTAGGED = '2020-10-27 00:01:00,info,192.0.2.7,tcp,8080,,,64497,US,MISSOURI,KANSAS CITY,,';
const row = (number: number, tag: string, date = '2020-10-27', geo = 'US') =>
  `${date} 12:00:${String(number).padStart(2, '0')},info,198.51.100.${number},tcp,80,,${tag},64498,${geo},,,,`;
const rows = (count: number, tag: string, date?: string) =>
  Array.from({ length: count }, (_, number) => row(number, tag, date));
const exchange = (date: string, count: number) =>
  reportOf('scan_exchange', date, rows(count, 'exchange', date));

const of = (ip: string, tag: string) => `2020-10-26 07:00:12,info,${ip},tcp,502,,${tag},64499,US,,,517311,`;

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.open(
    { clock: () => new Date('2021-04-27T08:00:00Z') },
    {
      constituents: [
        { id: 'united_states', name: 'A national CSIRT', countries: ['US'] },
        { id: 'california', name: 'A region', networks: ['203.0.113.0/24'] },
      ],
      reports: [
        reportOf('scan_ssl', '2020-10-27', [
          SSL,
          row(1, 'ssl', '2020-10-27', 'CA'),
          ...rows(3, 'ssl;ssl-poodle'),
        ]),
        reportOf('scan_http', '2020-10-27', [UNTAGGED, HTTP]),
        reportOf('scan_cwmp', '2020-10-27', rows(2, 'cwmp')),
        reportOf('scan_cwmp', '2020-10-01', rows(5, 'cwmp', '2020-10-01')),
        reportOf('hp_ics_scan', '2020-10-27', [of('203.0.113.5', ''), of('192.0.2.5', '')]),
        reportOf('scan_ssl_freak', '2020-10-26', [of('203.0.113.6', 'ssl-freak'), of('192.0.2.6', '')]),
        exchange('2021-04-24', 4),
        exchange('2021-04-25', 3),
        exchange('2021-04-26', 2),
      ],
    },
  );
  api.keys = [...api.keys, testKey('several', ['united_states', 'california'])];
});
afterAll(() => api.close());

/** The requests of this test, as methods and bodies. */
const asked = new Set<string>();

/** The answer to a request in the form of the documentation's command lines. */
async function answer(method: string, request: string, key = 'united_states'): Promise<unknown> {
  asked.add(`${method} ${request}`);
  const { status, json } = await api.ask(method, JSON.parse(request), key);
  expect(status, JSON.stringify(json)).toBe(200);
  return json;
}

describe('the lists of reports', () => {
  it('names the lists of the key', async () => {
    expect(await answer('reports/subscribed', '{}', 'several')).toEqual(['california', 'united_states']);
  });

  it('names the types', async () => {
    // A report of an earlier year has its type's name of today.
    const types = [
      'event4_honeypot_ics_scan',
      'scan_cwmp',
      'scan_exchange',
      'scan_http',
      'scan_ssl',
      'scan_ssl_freak',
    ];
    expect(await answer('reports/types', '{}', 'several')).toEqual(types);
  });

  it('lists the newest reports of a list', async () => {
    const listed = await answer('reports/list', '{"reports":["united-states"], "limit":3}', 'several');
    expect(listed).toMatchObject(
      ['2021-04-26', '2021-04-25', '2021-04-24'].map((timestamp) => ({
        ...{ report: 'united_states', timestamp, file: `${timestamp}-scan_exchange-united_states.csv` },
      })),
    );
  });

  it('lists the reports of a type and a day', async () => {
    const request = '{"reports":["united-states", "california"], "type":"hp_ics_scan", "date":"2020-10-27"}';
    expect(await answer('reports/list', request, 'several')).toMatchObject([
      {
        timestamp: '2020-10-27',
        report: 'california',
        file: '2020-10-27-event4_honeypot_ics_scan-california.csv',
      },
      {
        timestamp: '2020-10-27',
        report: 'united_states',
        file: '2020-10-27-event4_honeypot_ics_scan-united_states.csv',
      },
    ]);
  });
});

describe('reports/download', () => {
  it('shows the first rows of an id, with empty cells', async () => {
    const day = '{"reports":["united-states"], "type":"hp_ics_scan", "date":"2020-10-27"}';
    const [{ id }] = (await answer('reports/list', day)) as [{ id: string }];
    const rows = await answer('reports/download', `{"id":"${id}", "limit":3}`);
    asked.add('reports/download {"id":"ID", "limit":3}');
    expect(rows).toEqual(
      ['192.0.2.5', '203.0.113.5'].map((ip) => ({
        ...{ timestamp: '2020-10-26 07:00:12', severity: 'info', ip, protocol: 'tcp', port: '502' },
        ...{
          hostname: '',
          tag: '',
          asn: '64499',
          geo: 'US',
          region: '',
          city: '',
          naics: '517311',
          sector: '',
        },
      })),
    );
  });

  it('shows the first rows of a list, a day and a type', async () => {
    const request = '{"report":"california", "date":"2020-10-26", "type":"scan_ssl_freak", "limit":1}';
    expect(await answer('reports/download', request, 'several')).toMatchObject([
      { ip: '203.0.113.6', tag: 'ssl-freak' },
    ]);
  });
});

const SSL_EVENT = {
  timestamp: '2020-10-27 02:59:32',
  severity: 'info',
  ip: '192.0.2.109',
  protocol: 'tcp',
  port: '443',
  tag: ['ssl'],
  asn: '64496',
  geo: 'US',
  region: 'VIRGINIA',
  city: 'ASHBURN',
  naics: '334111',
  sector: 'Critical Manufacturing',
  report_type: 'scan_ssl',
  type: 'scan',
};
const HTTP_EVENT = {
  timestamp: '2020-10-27 00:02:21',
  severity: 'info',
  ip: '192.0.2.193',
  protocol: 'tcp',
  port: '8080',
  hostname: 'crmapp005.example.com',
  tag: ['http'],
  asn: '64497',
  geo: 'US',
  region: 'VIRGINIA',
  city: 'ASHBURN',
  naics: '454110',
  sector: 'Communications',
  report_type: 'scan_http',
  type: 'scan',
};

describe('reports/query', () => {
  it('lists the fields of a query', async () => {
    expect(await answer('reports/query', '{"help":true}')).toEqual([
      ...['agent', 'application', 'asn', 'asn_name', 'banner', 'city', 'county_fips', 'county_name'],
      ...['device_model', 'device_sector', 'device_type', 'device_vendor', 'device_version', 'domain'],
      ...['dst_asn', 'dst_asn_name', 'dst_city', 'dst_county_fips', 'dst_county_name', 'dst_geo', 'dst_ip'],
      ...[
        'dst_isp_name',
        'dst_latitude',
        'dst_longitude',
        'dst_naics',
        'dst_port',
        'dst_region',
        'dst_sector',
      ],
      ...['family', 'geo', 'infection', 'ip', 'isp_name', 'latitude', 'longitude', 'md5', 'naics', 'port'],
      ...[
        'protocol',
        'referer',
        'region',
        'registrar',
        'require',
        'sector',
        'sha1',
        'sha256',
        'sha512',
        'sid',
      ],
      ...['source', 'source_url', 'tag', 'text', 'timestamp', 'tld', 'type', 'version'],
    ]);
  });

  it.each([
    ['by port', '{"date":"2020-10-27", "query":{"geo":"us", "port":443}, "limit":1}', SSL_EVENT],
    ['by address', '{"date":"2020-10-27", "query":{"geo":"us", "ip":"192.0.2.109"}, "limit":1}', SSL_EVENT],
    ['by tag', '{"date":"2020-10-27", "query":{"geo":"us", "tag":"ssl"}, "limit":1}', SSL_EVENT],
    ['by city', '{"date":"2020-10-27", "query":{"geo":"us", "city":"ashburn"}, "limit":1}', HTTP_EVENT],
    ['with a tag', '{"date":"2020-10-27", "query":{"geo":"us", "require":"tag"}, "limit":1}', HTTP_EVENT],
    ['in the new form', '{"geo":"us", "date":"2020-10-27", "query":{"port":443}, "limit":1}', SSL_EVENT],
  ])('finds an event %s', async (_how, request, event) => {
    const found = await answer('reports/query', request);
    expect(found).toEqual([event]);
    // The order is that of the report's header; values that are empty in the row are omitted.
    expect(Object.keys((found as object[])[0]!)).toEqual(Object.keys(event));
  });

  it('refuses the old form, which names a report instead of a filter', async () => {
    const request = '{"report":"united-states", "date":"2020-10-27", "query":{"port":443}, "limit":1}';
    asked.add(`reports/query ${request}`);
    const { status, json } = await api.ask('reports/query', JSON.parse(request), 'united_states');
    expect({ status, json }).toEqual({ status: 400, json: { error: 'No supported report filters found' } });
  });

  it('counts tags', async () => {
    const request = '{"date":"2020-10-27", "query":{"geo":"us", "require":"tag"}, "facet":"tag", "limit":9}';
    expect(await answer('reports/query', request)).toEqual([
      { tag: 'ssl', count: 4 },
      { tag: 'ssl-poodle', count: 3 },
      { tag: 'cwmp', count: 2 },
      { tag: 'http', count: 1 },
    ]);
  });

  it('counts tags over time', async () => {
    const request =
      '{"date":"2020-10-01:2020-10-28", "query":{"geo":"us", "require":"tag"}, "facet":"tag", "limit":9}';
    expect(await answer('reports/query', request)).toEqual([
      { tag: 'cwmp', count: 7 },
      { tag: 'ssl', count: 4 },
      { tag: 'ssl-poodle', count: 3 },
      { tag: 'http', count: 1 },
      { tag: 'ssl-freak', count: 1 },
    ]);
  });
});

describe('reports/stats', () => {
  const APRIL = [
    ['date', 'type', 'events'],
    ['2021-04-24', 'scan_exchange', 4],
    ['2021-04-25', 'scan_exchange', 3],
    ['2021-04-26', 'scan_exchange', 2],
  ];

  it('lists its members', async () => {
    expect(await answer('reports/stats', '{"help":true}')).toEqual(['date', 'report', 'type']);
  });

  it.each([
    ['a range', '{"report":"united-states","type":"scan-exchange", "date":"2021-04-24:2021-04-26"}'],
    ['days before today', '{"report":"united-states","type":"scan-exchange", "date":"-3:now"}'],
  ])('counts the events of %s', async (_how, request) => {
    expect(await answer('reports/stats', request)).toEqual(APRIL);
  });
});

const SOURCE = path.resolve(import.meta.dirname, '../../../../../../shared/sources/s4-reports-api-2021.md');

it.skipIf(!existsSync(SOURCE))('every example of the documentation was replayed', () => {
  const commands = [...readFileSync(SOURCE, 'utf8').matchAll(/call-api\.py (\S+) '?(\{.*\})'? pretty/g)];
  const examples = commands.map(([, method, request]) =>
    `${method} ${request}`.replace('13.82.60.109', '192.0.2.109').replace(/"id":"[^"]*"/, '"id":"ID"'),
  );
  expect(examples.length).toBeGreaterThan(15);
  expect(examples.filter((example) => !asked.has(example))).toEqual([]);
});
