// Checks `sundial query --facet` on reports that went through the whole pipeline.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../domain/errors.js';
import { Session } from '../../testing/session.js';
import { declareQuery } from './query.js';

const session = new Session(declareQuery);

const NTP = [
  'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,sysdesc',
  '2026-01-15 00:00:01,medium,192.0.2.1,udp,123,a.example,"ntp;iot;ntp",64496,ZZ,Zeta',
  '2026-01-15 00:00:02,high,192.0.2.1,udp,080,b.example,ntp;CVE-2020-0001,AS64497,ZZ,Alpha',
  '2026-01-15 00:00:03,,192.0.2.0/24,udp,0,,ntp,64496,,Alpha',
  '2026-01-15 00:00:04,low,2001:DB8:0:0::1,udp,odd,,,64496,ZZ,',
];
const IPV6 = [
  'timestamp,severity,ip,port,tag,Sysdesc',
  '2026-01-16 00:00:01,low,2001:db8::/32,123,ntp,Alpha',
  '2026-01-16 00:00:02,low,2001:db8::1,123,,Beta',
];
const DDOS = [
  'timestamp,severity,ip,src_ip,src_port,dst_ip,infection',
  '2026-01-16 00:00:01,low,198.51.100.1,203.0.113.9,1000,192.0.2.77,mirai',
  '2026-01-16 00:00:02,low,198.51.100.1,203.0.113.9,1001,,',
];
const DRONE = [
  'timestamp,severity,src_ip,src_port,dst_ip,infection',
  '2026-01-16 00:00:03,low,203.0.113.9,1000,192.0.2.78,mirai',
];

beforeAll(async () => {
  const loaded = await session.ingest({
    '2026-01-15-scan_ntp-example.csv': NTP.join('\n'),
    '2026-01-16-scan6_ntp-example.csv': IPV6.join('\n'),
    '2026-01-16-event4_ddos_participant-other.csv': DDOS.join('\n'),
    '2026-01-16-novel_kind-other.csv': DRONE.join('\n'),
  });
  expect(loaded.code).toBe(EXIT.done);
});
afterAll(() => session.remove());

async function facet(field: string, ...args: string[]) {
  const { out, code } = await session.run(['query', '--facet', field, '--json', ...args]);
  expect(code, out).toBe(EXIT.done);
  const { values, ...rest } = JSON.parse(out);
  return { ...rest, values: values.map((row: { value: string; events: number }) => [row.value, row.events]) };
}

const valuesOf = async (field: string, ...args: string[]) => (await facet(field, ...args)).values;

describe('fields', () => {
  it('counts each tag of an event once, most frequent first', async () => {
    expect(await facet('tag')).toEqual({
      field: 'tag',
      events: 9,
      without: 5,
      distinct: 3,
      values: [
        ['ntp', 4],
        ['CVE-2020-0001', 1],
        ['iot', 1],
      ],
    });
  });

  it('prints addresses in the usual form, and networks with their prefix length', async () => {
    expect(await valuesOf('ip', '--type', 'ntp')).toEqual([
      ['192.0.2.1', 2],
      ['2001:db8::1', 2],
      ['192.0.2.0/24', 1],
      ['2001:db8::/32', 1],
    ]);
    expect(await facet('dst_ip')).toMatchObject({
      without: 7,
      values: [
        ['192.0.2.77', 1],
        ['192.0.2.78', 1],
      ],
    });
  });

  it('counts typed values, however they were written, and invalid texts', async () => {
    expect(await valuesOf('port', '--type', 'scan_ntp')).toEqual([
      ['0', 1],
      ['123', 1],
      ['80', 1],
      ['odd', 1],
    ]);
    expect(await valuesOf('asn')).toEqual([
      ['64496', 3],
      ['64497', 1],
    ]);
  });

  it.each([
    [
      'severity',
      [
        ['low', 6],
        ['medium', 2],
        ['high', 1],
      ],
    ],
    [
      'type',
      [
        ['scan_ntp', 4],
        ['event4_ddos_participant', 2],
        ['scan6_ntp', 2],
        ['novel_kind', 1],
      ],
    ],
    [
      'report_date',
      [
        ['2026-01-16', 5],
        ['2026-01-15', 4],
      ],
    ],
    [
      'list',
      [
        ['example', 6],
        ['other', 3],
      ],
    ],
    ['cve', [['CVE-2020-0001', 1]]],
    ['geo', [['ZZ', 3]]],
    ['INFECTION', [['mirai', 2]]],
  ])('%s', async (field, values) => {
    expect(await valuesOf(field)).toEqual(values);
  });

  it('counts times', async () => {
    expect((await valuesOf('timestamp'))[0]).toEqual(['2026-01-16 00:00:01', 2]);
  });

  it('finds other columns in any spelling', async () => {
    expect(await facet('sysdesc')).toMatchObject({
      events: 9,
      without: 4,
      values: [
        ['Alpha', 3],
        ['Beta', 1],
        ['Zeta', 1],
      ],
    });
  });

  it('counts a column that is typed only in some reports', async () => {
    expect(await valuesOf('src_ip')).toEqual([['203.0.113.9', 3]]);
    expect(await valuesOf('src_port')).toEqual([
      ['1000', 2],
      ['1001', 1],
    ]);
  });

  it.each([
    ['tagg', 'unknown field "tagg" (did you mean "tag"?)'],
    ['sysdesk', 'unknown field "sysdesk" (did you mean "sysdesc"?)'],
    ["x'] OR 1", 'unknown field "x\'] OR 1"'],
    ['{a:String}', 'unknown field "{a:String}"'],
  ])('refuses %s', async (field, message) => {
    const { notes, code } = await session.run(['query', '--facet', field]);
    expect(notes).toBe(`error: ${message}`);
    expect(code).toBe(EXIT.usage);
  });
});

describe('filters', () => {
  it.each([
    [
      ['--type', 'ntp'],
      [
        ['scan_ntp', 4],
        ['scan6_ntp', 2],
      ],
    ],
    [
      ['--type', 'scan_ntp,novel-kind'],
      [
        ['scan_ntp', 4],
        ['novel_kind', 1],
      ],
    ],
    [['--date', '2026-01-15'], [['scan_ntp', 4]]],
    [
      ['--date', '2026-01-16:2026-01-31', '--list', 'other'],
      [
        ['event4_ddos_participant', 2],
        ['novel_kind', 1],
      ],
    ],
    [['--limit', '1'], [['scan_ntp', 4]]],
  ])('%j', async (args, values) => {
    expect(await valuesOf('type', ...args)).toEqual(values);
  });

  it.each(['CVE-2020-0001', '2020-0001', '2020-*', '2020-0001,2021-9999'])(
    'a CVE id needs no prefix: %s',
    async (cve) => {
      expect((await session.run(['query', '--cve', cve, '--count'])).out).toBe('1');
    },
  );

  it('refuses an unknown type', async () => {
    const { notes, code } = await session.run(['query', '--facet', 'tag', '--type', 'scan_nttp']);
    expect(notes).toContain('report type "scan_nttp" is not in the catalogue');
    expect(code).toBe(EXIT.usage);
  });

  it('refuses an unknown list, whatever its name contains', async () => {
    const { notes, code } = await session.run(['query', '--facet', 'type', '--list', "x' OR 1 = 1"]);
    expect(notes).toContain(`no list "x' OR 1 = 1" is known`);
    expect(code).toBe(EXIT.usage);
  });
});

describe('for people', () => {
  it('draws a bar for each value', async () => {
    const { out } = await session.run(['query', '--facet', 'type', '--limit', '2']);
    expect(out).toMatch(/^scan_ntp +4 {2}44\.4 % {2}█{30}$/m);
    expect(out).toMatch(/^event4_ddos_participant +2 {2}22\.2 % {2}█{15}$/m);
    expect(out).toMatch(/the first 2 of 4 values in 9 events$/);
  });

  it('shows several fields, counted together', async () => {
    const asked = ['query', '--facet', 'type,hostname', '--limit', '2'];
    const { out } = await session.run(asked);
    const alone = (field: string, ...more: string[]) =>
      session.run(['query', '--facet', field, '--limit', '2', ...more]);
    expect(out).toBe(`${(await alone('type')).out}\n\n${(await alone('hostname')).out}`);
    const { events, facets } = JSON.parse((await session.run([...asked, '--json'])).out);
    expect(facets).toEqual([
      JSON.parse((await alone('type', '--json')).out),
      JSON.parse((await alone('hostname', '--json')).out),
    ]);
    expect(events).toBe(facets[0].events);
    const { out: lines } = await session.run([...asked, '--format', 'csv']);
    expect(lines.split('\n').slice(0, 2)).toEqual([
      'field,value,events',
      `type,${facets[0].values[0].value},${facets[0].values[0].events}`,
    ]);
    const refused = await session.run([...asked, '--page', '2']);
    expect(refused).toMatchObject({
      code: EXIT.usage,
      notes: expect.stringMatching(/--page needs a single field/),
    });
  });

  it('shows the number of events without a value', async () => {
    const { out } = await session.run(['query', '--facet', 'cve']);
    expect(out).toMatch(/1 value in 9 events; 8 events have no cve$/);
  });

  it('says that nothing matches', async () => {
    const { out } = await session.run(['query', '--facet', 'tag', '--date', '2020-01-01']);
    expect(out).toBe('No event matches.');
  });
});
