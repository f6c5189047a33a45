// A scripted fortnight of findings, which appear, persist, disappear and return, whatever happens to their reports.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadCatalogue } from '../src/catalogue/index.js';
import { parseAddress } from '../src/domain/address.js';
import { replay } from '../src/pipeline/index.js';
import type { Finding, FindingFilter } from '../src/store/index.js';
import { ALL_TABLES } from '../src/store/testing/all-tables.js';
import { checkFindings, findingsChecksum } from './support/findings.js';
import { World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const SCAN = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,cve';
const EVENT = 'timestamp,severity,src_ip,protocol,src_port,infection,family,tag';
const catalogue = loadCatalogue();
const AT_ONCE = "lightweight_delete_mode = 'lightweight_update_force'";

const scan = (ip: string, port = 123, severity = 'medium', tag = 'ntp') =>
  `2026-03-01 00:00:00,${severity},${ip},udp,${port},host.example,${tag},64496,ZZ,`;

let published = 0;
/** One day's reports; each (list, type) is one file. */
async function day(date: number, reports: Readonly<Record<string, readonly string[]>>): Promise<void> {
  published += 1;
  const files = Object.entries(reports).map(([name, lines]) => {
    const [type, list] = name.split(' ') as [string, string];
    const file = `2026-03-${String(date).padStart(2, '0')}-${type}-${list}.csv`;
    return { name: file, content: `${lines.join('\n')}\n`, publishedAt: 1_000 + published };
  });
  const outcomes = await world.ingest(files);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(files.map(() => 'loaded'));
  await checkFindings(world.store, false);
}

const find = (filter: FindingFilter) => world.operator.findings.list(filter, 100);
const one = async (filter: FindingFilter): Promise<Finding> => {
  const found = await find(filter);
  expect(found).toHaveLength(1);
  return found[0]!;
};
const ip = (text: string): FindingFilter => ({ range: parseAddress(text)! });
const goneOn = async (date: number) => {
  const types = await world.operator.findings.types();
  const cadences = Object.fromEntries(types.map((type) => [type, catalogue.describe(type).cadence]));
  const gone = { date: `2026-03-${String(date).padStart(2, '0')}`, cadences };
  return (await find({ gone })).map(({ subject, missed }) => `${subject} ${missed}`).sort();
};

test('a finding appears, persists, disappears and returns', async () => {
  await day(1, { 'scan_ntp north': [SCAN, scan('192.0.2.1'), scan('192.0.2.2')] });
  await day(2, { 'scan_ntp north': [SCAN, scan('192.0.2.1', 123, 'high'), scan('192.0.2.3')] });
  expect(await one(ip('192.0.2.1'))).toMatchObject({
    type: 'scan_ntp',
    subject: '192.0.2.1',
    port: 123,
    transport: 'udp',
    infection: '',
    first_seen: '2026-03-01',
    last_seen: '2026-03-02',
    days: 2,
    events: 2,
    severity: 'high',
    hostname: 'host.example',
    asn: 64496,
    tags: ['ntp'],
  });
  expect((await find({ firstSeen: '2026-03-02' })).map(({ subject }) => subject)).toEqual(['192.0.2.3']);
  expect(await goneOn(1)).toEqual([]);
  expect(await goneOn(2)).toEqual(['192.0.2.2 1']);
  await day(4, { 'scan_ntp north': [SCAN, scan('192.0.2.1', 123, 'low'), scan('192.0.2.2')] });
  expect(await one(ip('192.0.2.1'))).toMatchObject({ days: 3, severity: 'low', highest_severity: 'high' });
  expect(await one(ip('192.0.2.2'))).toMatchObject({
    first_seen: '2026-03-01',
    last_seen: '2026-03-04',
    days: 2,
  });
  // There is no report for the third day: the list's next report shows that nothing was found.
  expect(await goneOn(4)).toEqual(['192.0.2.3 2']);
});

test('an older day that arrives late is counted on its own date', async () => {
  await day(3, { 'scan_ntp north': [SCAN, scan('192.0.2.1'), scan('192.0.2.9')] });
  expect(await one(ip('192.0.2.1'))).toMatchObject({ days: 4, last_seen: '2026-03-04', severity: 'low' });
  expect(await one(ip('192.0.2.9'))).toMatchObject({ first_seen: '2026-03-03', days: 1 });
});

test('a re-issue withdraws findings that it no longer contains', async () => {
  await day(3, { 'scan_ntp north': [SCAN, scan('192.0.2.1')] });
  expect(await find(ip('192.0.2.9'))).toEqual([]);
  await day(4, { 'scan_ntp north': [SCAN, scan('192.0.2.1')] });
  expect(await one(ip('192.0.2.2'))).toMatchObject({ last_seen: '2026-03-01', days: 1 });
  await day(4, { 'scan_ntp north': [SCAN, scan('192.0.2.1'), scan('192.0.2.9')] });
  expect(await one(ip('192.0.2.9'))).toMatchObject({ first_seen: '2026-03-04', days: 1 });
});

test('rows in two lists are counted once, and each list keeps their findings', async () => {
  await day(5, { 'scan_ntp north': [SCAN, scan('192.0.2.1')], 'scan_ntp south': [SCAN, scan('192.0.2.1')] });
  expect(await one(ip('192.0.2.1'))).toMatchObject({ days: 5, events: 5 });
  await day(5, { 'scan_ntp north': [SCAN, scan('192.0.2.5')] });
  expect(await one(ip('192.0.2.1'))).toMatchObject({ days: 5, events: 5, list: 'south' });
});

test('a replay and a restart change nothing', async () => {
  const before = await find({});
  await replay(await world.operator.ledger.inState('live'), world.loader, 1, () => {});
  await checkFindings(world.store, true);
  await world.restart();
  const after = await find({});
  const bare = (findings: readonly Finding[]) => findings.map(({ report: _, ...finding }) => finding);
  expect(bare(after)).toEqual(bare(before));
});

test('networks, IPv6, accounts, URLs and host names are subjects as well', async () => {
  await day(6, {
    'scan_ntp north': [SCAN, scan('192.0.2.0/29')],
    'scan6_ntp north': [SCAN, scan('2001:DB8::1')],
    'compromised_account north': ['timestamp,severity,email', '2026-03-06 00:00:00,high,Someone@Example.org'],
    'ransomware_victim north': ['timestamp,severity,website', '2026-03-06 00:00:00,high,WWW.example.org.'],
    'brand_new north': ['timestamp,url', '2026-03-06 00:00:00,https://example.org/x'],
  });
  expect(await one({ types: ['scan6_ntp'] })).toMatchObject({ subject: '2001:db8::1', subject_kind: 'ip' });
  expect((await find(ip('192.0.2.5'))).map(({ subject }) => subject).sort()).toEqual([
    '192.0.2.0/29',
    '192.0.2.5',
  ]);
  expect(await one({ name: 'SOMEONE@example.org' })).toMatchObject({ subject_kind: 'account', port: 0 });
  expect(await one({ text: 'www.exa' })).toMatchObject({ type: 'ransomware_victim' });
  expect(await one({ name: 'https://example.org/x' })).toMatchObject({
    type: 'brand_new',
    severity: 'medium',
  });
});

test("an attack's target has the properties of its own host", async () => {
  const header =
    'timestamp,src_ip,src_asn,src_geo,src_hostname,dst_ip,dst_network,dst_asn,dst_geo,dst_hostname,domain';
  await day(12, {
    'event4_honeypot_ddos_target north': [
      header,
      '2026-03-12 00:00:00,192.0.2.91,64496,ZZ,attacker.example,198.51.100.91,,64500,YY,target.example,',
      '2026-03-12 00:00:00,192.0.2.91,64496,ZZ,attacker.example,,198.51.100.128/25,64501,XX,,',
      '2026-03-12 00:00:00,192.0.2.91,64496,ZZ,attacker.example,,,64502,WW,,attacked.example',
    ],
  });
  const target = await one(ip('198.51.100.91'));
  expect(target).toMatchObject({ asn: 64_500, geo: 'YY', hostname: 'target.example' });
  expect(await one(ip('198.51.100.128/25'))).toMatchObject({ asn: 64_501, geo: 'XX', hostname: '' });
  // The row names two hosts, and the domain is neither of them.
  expect(await one({ name: 'attacked.example' })).toMatchObject({ asn: 0, geo: '', hostname: '' });
});

test('source ports of events do not distinguish findings; infections do', async () => {
  const event = (port: number, infection: string, family = '') =>
    `2026-03-07 00:00:0${port % 10},medium,192.0.2.70,tcp,${port},${infection},${family},`;
  await day(7, {
    'event4_sinkhole north': [
      EVENT,
      event(50_001, 'mirai'),
      event(50_002, 'mirai'),
      event(50_003, '', 'qbot'),
    ],
    // The type is not in the catalogue, and its rows name a host only as the source of a connection.
    'brand_newer north': [EVENT, event(50_001, ''), event(50_002, '')],
    'event4_brand_new north': [EVENT, event(50_001, 'x'), event(50_002, 'x')],
  });
  const found = await find(ip('192.0.2.70'));
  expect(found.map(({ type, port, infection, events }) => [type, port, infection, events]).sort()).toEqual([
    ['brand_newer', 0, '', 2],
    ['event4_brand_new', 0, 'x', 2],
    ['event4_sinkhole', 0, 'mirai', 2],
    ['event4_sinkhole', 0, 'qbot', 1],
  ]);
});

test('ports and transports distinguish findings of scans, and tags of one day are combined', async () => {
  const lines = [
    scan('192.0.2.80', 80, 'low', 'b'),
    scan('192.0.2.80', 80, 'high', 'a'),
    scan('192.0.2.80', 81),
  ];
  await day(8, { 'scan_http north': [SCAN, ...lines] });
  expect(await find(ip('192.0.2.80'))).toMatchObject([
    { port: 80, events: 2, severity: 'high', tags: ['a', 'b'] },
    { port: 81, events: 1 },
  ]);
});

test('a report that could not be loaded leaves its day open', async () => {
  await world.ingest([{ name: '2026-03-08-scan_ntp-north.csv', content: '' }]);
  const gone = await goneOn(8);
  expect(gone).toContain('192.0.2.5 2');
  expect(gone).toContain('192.0.2.0/29 1');
  // Its list has not delivered anything since.
  expect(gone.filter((line) => line.startsWith('192.0.2.1 '))).toEqual([]);
});

test('a finding of a sporadic type is not gone just because no report arrives', async () => {
  expect(await goneOn(8)).not.toContain('someone@example.org 2');
  await day(9, {
    'compromised_account north': ['timestamp,severity,email', '2026-03-09 00:00:00,high,x@y.example'],
  });
  expect(await goneOn(9)).toContain('someone@example.org 1');
});

test('an id is the same in every store', async () => {
  const { id } = (await find(ip('192.0.2.3'))).find(({ subject }) => subject === '192.0.2.3')!;
  const address = '00000000000000000000FFFFC0000203';
  const parts = ['scan_ntp', 'ip', address, address, '', '123', 'udp', ''];
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  expect(id).toBe(createHash('sha256').update(text).digest('hex').slice(0, 32));
  expect(await one({ id: id.slice(0, 6) })).toMatchObject({ id });
});

test('loads left unprojected by a kill are projected at the next start', async () => {
  const before = await findingsChecksum(world.store);
  // After the flip: no finding days exist; in the middle: some of them; at the end: all of them, but not the mark.
  const losses = [
    'load IN (SELECT load FROM ledger WHERE seq > (SELECT max(seq) FROM ledger) - 3)',
    "load % 2 = 0 AND subject_kind = 'ip'",
    '0',
  ];
  for (const lost of losses) {
    const tables = world.operator.ownTables(ALL_TABLES);
    await tables.run('TRUNCATE TABLE projections');
    await tables.run(`DELETE FROM finding_day_rows WHERE ${lost} SETTINGS ${AT_ONCE}`);
    await tables.run(`DELETE FROM finding_versions WHERE ${lost} SETTINGS ${AT_ONCE}`);
    await world.restart();
    expect(await findingsChecksum(world.store)).toEqual(before);
  }
});

test('finding days outlive their events, even in a rebuild', async () => {
  const before = await findingsChecksum(world.store);
  await world.operator.ownTables(ALL_TABLES).run("ALTER TABLE event_rows DROP PARTITION '2026-03-01'");
  await world.store.projection.rebuild();
  expect(await findingsChecksum(world.store)).toEqual(before);
});
