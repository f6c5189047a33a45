// Replays every example of the publisher's documentation of 2021 about reports/query and reports/stats, literally but for
// addresses, over sample reports of a country.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiWorld } from '../../testing/api-world.js';

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

let api: ApiWorld;
beforeAll(async () => {
  api = await ApiWorld.open(
    { clock: () => new Date('2021-04-27T08:00:00Z') },
    {
      constituents: [{ id: 'united_states', name: 'A national CSIRT', countries: ['US'] }],
      reports: [
        reportOf('scan_ssl', '2020-10-27', [
          SSL,
          row(1, 'ssl', '2020-10-27', 'CA'),
          ...rows(3, 'ssl;ssl-poodle'),
        ]),
        reportOf('scan_http', '2020-10-27', [UNTAGGED, HTTP]),
        reportOf('scan_cwmp', '2020-10-27', rows(2, 'cwmp')),
        reportOf('scan_cwmp', '2020-10-01', rows(5, 'cwmp', '2020-10-01')),
        exchange('2021-04-24', 4),
        exchange('2021-04-25', 3),
        exchange('2021-04-26', 2),
      ],
    },
  );
});
afterAll(() => api.close());

/** The answer to a request in the form of the documentation's command lines. */
async function answer(method: string, request: string): Promise<unknown> {
  const { status, json } = await api.ask(method, JSON.parse(request), 'united_states');
  expect(status).toBe(200);
  return json;
}

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
    const { status, json } = await api.ask(
      'reports/query',
      JSON.parse('{"report":"united-states", "date":"2020-10-27", "query":{"port":443}, "limit":1}'),
      'united_states',
    );
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
