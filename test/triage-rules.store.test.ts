// Tests single rules of triage: coverage of entries, repeated notices, and resolution.

import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { addDays } from '../src/domain/days.js';
import { Inventory } from '../src/enrich/index.js';
import { ALL_TABLES } from '../src/store/testing/all-tables.js';
import {
  commandLine,
  type Digest,
  decide,
  digestOf,
  type TriageContext,
  triageRules,
  Whitelist,
} from '../src/triage/index.js';
import { World } from './support/world.js';

let world: World;
/** Days continue from test to test, because digests are made in the order of their days. */
let today = 1;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const HEAD = 'timestamp,severity,ip,protocol,port,hostname,cve';
const rules = triageRules({
  own_networks: ['192.0.2.0/24', '2001:db8::/32', 'example.org'],
  recent_days: 7,
  recent_days_by_severity: ['critical=2', 'low=20'],
  resolve_misses: 3,
  resolve_silent_misses: 5,
  resolve_sporadic_days: 6,
  reopen_days: 20,
  notify_command: '',
});
const dayText = (day: number) => addDays('2026-03-01', day - 1);
const context = (): TriageContext => ({
  store: world.operator,
  catalogue: world.catalogue,
  rules,
  clock: () => new Date(`${dayText(today)}T08:00:00Z`),
});
const row = (ip: string, severity = 'medium', hostname = '', cve = '') =>
  `2026-03-01 00:00:00,${severity},${ip},udp,123,${hostname},${cve}`;

interface Day {
  readonly [type: string]: readonly string[];
}
/** Loads reports for today and decides; the next day begins. */
async function live(reports: Day, list = 'north'): Promise<Digest> {
  const files = Object.entries(reports).map(([type, lines]) => ({
    name: `${dayText(today)}-${type}-${list}.csv`,
    content: `${[HEAD, ...lines].join('\n')}\n`,
  }));
  if (files.length > 0) await world.ingest(files);
  const date = dayText(today);
  await decide(context(), { date, author: 'test' });
  today += 1;
  return digestOf(world.operator, date, { catalogue: world.catalogue, notifyCommand: '' });
}

/** The digest's result for a subject: the decision and its reason, or the entries that apply. */
function said(made: Digest, subject: string): string[] {
  const here = <Row extends { subject: string }>(rows: readonly Row[]) =>
    rows.filter((one) => one.subject === subject);
  return [
    ...here(made.handle.rows).map(({ reason }) => `handle ${reason}`),
    ...here(made.unknown.rows).map(() => 'unknown'),
    ...here(made.recent.rows).map(({ told_on }) => `recent ${told_on}`),
    ...here(made.whitelisted.rows).map(({ entries }) => `whitelisted ${entries.map(({ entry }) => entry)}`),
  ];
}

const accept = async (
  type: string,
  subject: string,
  duration: number | 'forever' = 'forever',
  breakThrough = false,
) =>
  (
    await new Whitelist(context()).insert({
      type,
      subject,
      duration,
      reason: '',
      author: 'test',
      breakThrough,
    })
  ).entry;

describe('the whitelist', () => {
  test('all entries that cover an address apply; an expired one hides nothing (decisions.md#covering-networks)', async () => {
    const day = () => live({ scan_ntp: [row('192.0.2.10')], scan_ssl: [row('192.0.2.10')] });
    const host = await accept('ntp', '192.0.2.10', 1);
    const net = await accept('ntp', '192.0.2.0/27', 2);
    const wide = await accept('all', '192.0.2.0/26', 2);
    const same = await accept('all', '192.0.2.0/27', 2);
    expect(said(await day(), '192.0.2.10')).toEqual([
      `whitelisted ${[host, net, wide, same]}`,
      `whitelisted ${[wide, same]}`,
    ]);
    await day();
    const third = await day();
    expect(said(third, '192.0.2.10')).toEqual([
      `whitelisted ${[net, wide, same]}`,
      `whitelisted ${[wide, same]}`,
    ]);
    expect(third.ended_entries.rows.map(({ entry }) => entry)).toEqual([host]);
    expect(said(await day(), '192.0.2.10')).toEqual(['handle whitelist_ended', 'handle whitelist_ended']);
  });

  test('an entry for ntp covers IPv6, and no other type', async () => {
    const entry = await accept('ntp', '2001:db8::10');
    const made = await live({ scan6_ntp: [row('2001:db8::10')], scan6_ssl: [row('2001:db8::10')] });
    expect(said(made, '2001:db8::10')).toEqual(['handle new', `whitelisted ${entry}`]);
  });

  test('a name covers exactly that name, and *.name all names below it', async () => {
    const exact = await accept('all', 'www.example.org');
    const below = await accept('all', '*.lab.example.org');
    const made = await live({
      scan_ntp: [
        row('192.0.2.21', 'medium', 'www.example.org'),
        row('192.0.2.22', 'medium', 'a.b.lab.example.org'),
        row('192.0.2.23', 'medium', 'lab.example.org'),
        row('192.0.2.24', 'medium', 'xlab.example.org'),
      ],
    });
    expect(['21', '22', '23', '24'].map((last) => said(made, `192.0.2.${last}`)[0])).toEqual([
      `whitelisted ${exact}`,
      `whitelisted ${below}`,
      'handle new',
      'handle new',
    ]);
  });

  test('a network is covered by a network around it, not by one inside it', async () => {
    const around = await accept('all', '192.0.2.64/26');
    await accept('all', '192.0.2.130/32');
    const made = await live({ scan_ntp: [row('192.0.2.96/28'), row('192.0.2.128/28')] });
    expect(said(made, '192.0.2.96/28')).toEqual([`whitelisted ${around}`]);
    expect(said(made, '192.0.2.128/28')).toEqual(['handle new']);
  });

  test('findings that get worse break through only entries that allow it', async () => {
    const loud = await accept('all', '192.0.2.41', 'forever', true);
    const quiet = await accept('all', '192.0.2.42');
    const day = (severity: string, cve = '') =>
      live({ scan_ntp: [row('192.0.2.41', severity, '', cve), row('192.0.2.42', severity, '', cve)] });
    const first = await day('medium');
    expect([said(first, '192.0.2.41'), said(first, '192.0.2.42')]).toEqual([
      [`whitelisted ${loud}`],
      [`whitelisted ${quiet}`],
    ]);
    const worse = await day('high');
    expect([said(worse, '192.0.2.41'), said(worse, '192.0.2.42')]).toEqual([
      ['handle severity_rose'],
      [`whitelisted ${quiet}`],
    ]);
    const cve = await day('high', 'CVE-2026-0001');
    expect([said(cve, '192.0.2.41'), said(cve, '192.0.2.42')]).toEqual([
      ['handle new_cve'],
      [`whitelisted ${quiet}`],
    ]);
  });
});

describe('the order of the decision (decisions.md#one-decision-per-finding)', () => {
  test('not ours, unknown device, whitelisted, recently reported, to handle', async () => {
    const bytes = Buffer.from('device,ip\nknown-1,192.0.2.51\nprinter,192.0.2.52\nall,192.0.2.0/26');
    const clock = context().clock;
    await new Inventory(world.operator).replace({
      bytes,
      origin: 'x.csv',
      source: 'x',
      author: 'test',
      clock,
    });
    await accept('all', '0.0.0.0/0', 2);
    const device = await accept('all', 'device:printer');
    const day = () =>
      live({
        scan_ssh: ['51', '52', '201'].map((last) => row(`192.0.2.${last}`)).concat(row('198.51.100.1')),
      });
    const first = await day();
    expect(first.counts).toMatchObject({ all: 4, not_ours: 1, unknown: 1, whitelisted: 2 });
    expect(first.whitelisted.rows.find(({ subject }) => subject === '192.0.2.52')?.entries).toHaveLength(2);
    await day();
    await day();
    const later = await day();
    expect([said(later, '192.0.2.51'), said(later, '192.0.2.52'), said(later, '192.0.2.201')]).toEqual([
      ['handle whitelist_ended'],
      [`whitelisted ${device}`],
      ['unknown'],
    ]);
    expect(said(await day(), '192.0.2.51')).toEqual([`recent ${later.date}`]);
  });
});

describe('told again (decisions.md#being-told)', () => {
  test('a host that is reported daily is handled every seventh day, or at the interval of its severity', async () => {
    const days: string[] = [];
    for (let day = 0; day < 15; day++) {
      const made = await live({
        scan_ftp: [row('192.0.2.51'), row('192.0.2.53', 'critical'), row('192.0.2.54', 'low')],
      });
      days.push(
        ['51', '53', '54']
          .map((last) => (said(made, `192.0.2.${last}`)[0]!.startsWith('handle') ? 'x' : '.'))
          .join(''),
      );
    }
    expect(days.join(' ')).toBe('xxx ... .x. ... .x. ... .x. x.. .x. ... .x. ... .x. ... xx.');
  });
});

test('the remains of a killed digest do not count', async () => {
  await live({ scan_mqtt: [row('192.0.2.51')] });
  const tables = world.operator.ownTables(ALL_TABLES);
  await tables.run(
    `INSERT INTO decision_rows (digest, digest_date, decision, finding, seen, told_on)
     SELECT 5000, {date:Date}, 'whitelisted', finding, {date:Date}, {date:Date} FROM findings`,
    { date: dayText(today) },
  );
  await tables.run(
    "INSERT INTO triage_candidates (finding, subject_kind) SELECT finding, 'ip' FROM findings",
  );
  const made = await live({ scan_mqtt: [row('192.0.2.51')] });
  expect(made).toMatchObject({ digest: 5001, counts: { all: 1 } });
  expect(said(made, '192.0.2.51')).toEqual([`recent ${dayText(today - 2)}`]);
  expect(await tables.rows('SELECT count() AS rows FROM triage_candidates')).toEqual([{ rows: 0 }]);
});

describe('absence (decisions.md#closed-days)', () => {
  const resolved = (made: Digest) => made.resolved.rows.map(({ subject, type }) => `${type} ${subject}`);

  test('a daily type: reports without the host, or more days without a report while others come', async () => {
    await live({ scan_rdp: [row('192.0.2.55'), row('192.0.2.56')], scan_ftp: [row('192.0.2.57')] });
    expect(resolved(await live({ scan_rdp: [row('192.0.2.56')] }))).not.toContain('scan_rdp 192.0.2.55');
    await live({ scan_rdp: [row('192.0.2.56')] });
    expect(resolved(await live({ scan_rdp: [row('192.0.2.56')] }))).toContain('scan_rdp 192.0.2.55');
    expect(resolved(await live({ scan_ssh: [row('192.0.2.58')] }))).not.toContain('scan_ftp 192.0.2.57');
    expect(resolved(await live({ scan_ssh: [row('192.0.2.58')] }))).toContain('scan_ftp 192.0.2.57');
  });

  test('a day without reports does not count, until its list was read after the day settled', async () => {
    await live({ scan_smb: [row('192.0.2.59')] });
    for (let day = 0; day < 7; day++) expect(resolved(await live({}))).toEqual([]);
    const reads = Array.from({ length: 7 }, (_, back) => ({
      report_date: dayText(today - 1 - back),
      list: 'north',
      settled: true,
      types: [],
      excluded: [],
      read_at: 0,
    }));
    await world.store.listings.of('api').noteReads(reads);
    expect(resolved(await live({}))).toContain('scan_smb 192.0.2.59');
  });

  test('a sporadic type by days, and only while its list still delivers reports', async () => {
    await live({ home_made: [row('192.0.2.60')] });
    for (let day = 0; day < 5; day++) expect(resolved(await live({}))).not.toContain('home_made 192.0.2.60');
    await live({});
    expect(resolved(await live({}))).not.toContain('home_made 192.0.2.60');
    expect(resolved(await live({ scan_ssh: [row('192.0.2.61')] }))).toContain('home_made 192.0.2.60');
  });

  test('a finding that a re-issue leaves out is withdrawn, and returns as the same finding', async () => {
    const file = (lines: string[]) => ({
      name: `${dayText(today - 1)}-scan_dns-north.csv`,
      content: `${[HEAD, ...lines].join('\n')}\n`,
    });
    const first = await live({ scan_dns: [row('192.0.2.61'), row('192.0.2.62')] });
    expect(said(first, '192.0.2.61')).toEqual(['handle new']);
    await world.ingest([file([row('192.0.2.62')])]);
    const second = await live({});
    expect(second.resolved.rows.filter(({ subject }) => subject === '192.0.2.61')).toMatchObject([
      { reason: 'its reports were issued again without it' },
    ]);
    expect(said(await live({ scan_dns: [row('192.0.2.61')] }), '192.0.2.61')).toEqual(['handle reopened']);
  });
});

describe('a proposed command', () => {
  const evil = `$(rm -rf ~) \`id\` "x" 'y' \\ !!\n-x`;
  it.each([
    ['run {a}', `run '$(rm -rf ~) \`id\` "x" '\\''y'\\'' \\ !! -x'`],
    ['run "for {a}"', `run "for "'$(rm -rf ~) \`id\` "x" '\\''y'\\'' \\ !! -x'""`],
    ["run 'for {a}'", `run 'for ''$(rm -rf ~) \`id\` "x" '\\''y'\\'' \\ !! -x'''`],
  ])('%s', (template, filled) => {
    expect(commandLine(template, { a: evil })).toBe(filled);
  });

  it('leaves plain words, unknown names and the template unchanged', () => {
    expect(commandLine('a {b} {c} "\\"{b}\\"" {d}', { b: 'web-1.example.org', d: '' })).toBe(
      `a web-1.example.org {c} "\\"web-1.example.org\\"" ''`,
    );
  });
});
