// Tests single rules of triage: coverage of entries, repeated notices, and resolution.

import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { addDays } from '../src/domain/days.js';
import { Inventory } from '../src/enrich/index.js';
import { ALL_TABLES } from '../src/store/testing/all-tables.js';
import { BATCH } from '../src/triage/batches.js';
import {
  commandLine,
  type Digest,
  decide,
  digestOf,
  type TriageContext,
  triageRules,
  Whitelist,
} from '../src/triage/index.js';
import { campaign } from './setup/campaign.js';
import { type Given, World } from './support/world.js';

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

/** Rows by report type. */
interface Reports {
  readonly [type: string]: readonly string[];
}

const filesOf = (reports: Reports, list = 'north', date = dayText(today)): Given[] =>
  Object.entries(reports).map(([type, lines]) => ({
    name: `${date}-${type}-${list}.csv`,
    content: `${[HEAD, ...lines].join('\n')}\n`,
  }));

/** Loads reports for today and decides; the next day begins. */
async function live(...files: readonly Given[]): Promise<Digest> {
  if (files.length > 0) await world.ingest(files);
  const date = dayText(today);
  await decide(context(), { date, author: 'test' });
  today += 1;
  return digestOf(world.operator, date, { catalogue: world.catalogue, notifyCommand: '' });
}

/** Loads what several lists report day by day, and decides on all of them at once; returns the digest of each day. */
async function liveThrough(
  courses: Readonly<Record<string, readonly Reports[]>>,
  before: Readonly<Record<number, () => Promise<unknown>>> = {},
): Promise<Digest[]> {
  const digests: Digest[] = [];
  const days = Math.max(...Object.values(courses).map(({ length }) => length));
  for (let day = 1; day <= days; day++) {
    await before[day]?.();
    const files = Object.entries(courses).flatMap(([list, course]) => filesOf(course[day - 1] ?? {}, list));
    digests.push(await live(...files));
  }
  return digests;
}

/** The digest's result for a subject: the decision and its reason, or the entries that apply. */
function said(made: Digest, subject: string): string[] {
  const here = <Row extends { subject: string }>(rows: readonly Row[]) =>
    rows.filter((each) => each.subject === subject);
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

const acceptAll = async () => ({
  host: await accept('ntp', '192.0.2.200', 1),
  net: await accept('ntp', '192.0.2.192/27', 2),
  wide: await accept('all', '192.0.2.192/26', 2),
  same: await accept('all', '192.0.2.192/27', 2),
  ipv6: await accept('ntp', '2001:db8::10'),
  exact: await accept('all', 'www.example.org'),
  below: await accept('all', '*.lab.example.org'),
  around: await accept('all', '192.0.2.64/26'),
  inside: await accept('all', '192.0.2.130/32'),
  loud: await accept('all', '192.0.2.41', 'forever', true),
  quiet: await accept('all', '192.0.2.42'),
});

/** The courses of findings that entries of the whitelist cover, or nearly cover. */
function accepted() {
  const covered = { scan_ntp: [row('192.0.2.200')], scan_ssl: [row('192.0.2.200')] };
  const named = [
    row('192.0.2.21', 'medium', 'www.example.org'),
    row('192.0.2.22', 'medium', 'a.b.lab.example.org'),
    row('192.0.2.23', 'medium', 'lab.example.org'),
    row('192.0.2.24', 'medium', 'xlab.example.org'),
  ];
  const worsening = (severity: string, cve = '') => ({
    scan_ntp: [row('192.0.2.41', severity, '', cve), row('192.0.2.42', severity, '', cve)],
  });
  return {
    covered: [covered, covered, covered, covered],
    ipv6: [{ scan6_ntp: [row('2001:db8::10')], scan6_ssl: [row('2001:db8::10')] }],
    named: [{ scan_ntp: named }],
    networks: [{ scan_ntp: [row('192.0.2.96/28'), row('192.0.2.128/28')] }],
    worsening: [worsening('medium'), worsening('high'), worsening('high', 'CVE-2026-0001')],
  };
}

/** The courses of findings that no entry covers: they are reported every day, or stay away. */
function reported() {
  const daily = [row('192.0.2.51'), row('192.0.2.53', 'critical'), row('192.0.2.54', 'low')];
  const [rdp, ssh] = [{ scan_rdp: [row('192.0.2.56')] }, { scan_ssh: [row('192.0.2.58')] }];
  const silence = (days: number) => Array.from({ length: days }, () => ({}));
  return {
    daily: Array.from({ length: DAYS }, () => ({ scan_ftp: daily })),
    absent: [
      { scan_rdp: [row('192.0.2.55'), row('192.0.2.56')], scan_ftp: [row('192.0.2.57')] },
      ...[rdp, rdp, rdp, ssh, ssh],
    ],
    silent: [{ scan_smb: [row('192.0.2.59')] }],
    sporadic: [{ home_made: [row('192.0.2.60')] }, ...silence(6), { scan_ssh: [row('192.0.2.61')] }],
    corrected: [
      { scan_dns: [row('192.0.2.61'), row('192.0.2.62')] },
      ...silence(1),
      { scan_dns: [row('192.0.2.61')] },
    ],
  };
}

/** A plain run lives through one interval of seven days and its repetition, a full one through two. */
const DAYS = campaign({ short: 9, full: 15 });
/** The digests of these days, through which all courses of `accepted` and `reported` live together. */
let digests: Digest[];
let entries: Readonly<Record<string, number>>;
const saidOn = (day: number, subject: string) => said(digests[day - 1]!, subject);
/** The days on which a finding is resolved. */
const resolvedOn = (type: string, subject: string) =>
  digests.flatMap(({ resolved }, day) =>
    resolved.rows.some((each) => each.type === type && each.subject === subject) ? [day + 1] : [],
  );

beforeAll(async () => {
  entries = await acceptAll();
  const readToTheEnd = () =>
    world.store.listings.of('api').noteReads(
      Array.from({ length: 7 }, (_, back) => ({
        report_date: dayText(today - 1 - back),
        list: 'silent',
        settled: true,
        types: [],
        excluded: [],
        read_at: 0,
      })),
    );
  const takeBack = () =>
    world.ingest(filesOf({ scan_dns: [row('192.0.2.62')] }, 'corrected', dayText(today - 1)));
  // One day is decided in several batches, as if there were very many findings.
  const usual = { ...BATCH };
  const batchesOf = (findings: Readonly<Record<keyof typeof BATCH, number>>) => async () =>
    Object.assign(BATCH, findings);
  const before = {
    2: takeBack,
    4: batchesOf({ joined: 10, covered: 10 }),
    5: batchesOf(usual),
    9: readToTheEnd,
  };
  digests = await liveThrough({ ...accepted(), ...reported() }, before);
});

describe('the whitelist', () => {
  test('all entries that cover an address apply; an expired one hides nothing (decisions.md#covering-networks)', () => {
    const { host, net, wide, same } = entries;
    expect(saidOn(1, '192.0.2.200')).toEqual([
      `whitelisted ${[host, net, wide, same]}`,
      `whitelisted ${[wide, same]}`,
    ]);
    expect(saidOn(3, '192.0.2.200')).toEqual([
      `whitelisted ${[net, wide, same]}`,
      `whitelisted ${[wide, same]}`,
    ]);
    expect(digests[2]!.ended_entries.rows.map(({ entry }) => entry)).toEqual([host]);
    expect(saidOn(4, '192.0.2.200')).toEqual(['handle whitelist_ended', 'handle whitelist_ended']);
  });

  test('an entry for ntp covers IPv6, and no other type', () => {
    expect(saidOn(1, '2001:db8::10')).toEqual(['handle new', `whitelisted ${entries.ipv6}`]);
  });

  test('a name covers exactly that name, and *.name all names below it', () => {
    expect(['21', '22', '23', '24'].map((last) => saidOn(1, `192.0.2.${last}`)[0])).toEqual([
      `whitelisted ${entries.exact}`,
      `whitelisted ${entries.below}`,
      'handle new',
      'handle new',
    ]);
  });

  test('a network is covered by a network that contains it, not by a network inside it', () => {
    expect(saidOn(1, '192.0.2.96/28')).toEqual([`whitelisted ${entries.around}`]);
    expect(saidOn(1, '192.0.2.128/28')).toEqual(['handle new']);
  });

  test('findings that get worse break through only entries that allow it', () => {
    const quiet = [`whitelisted ${entries.quiet}`];
    const both = [1, 2, 3].map((day) => [saidOn(day, '192.0.2.41'), saidOn(day, '192.0.2.42')]);
    expect(both).toEqual([
      [[`whitelisted ${entries.loud}`], quiet],
      [['handle severity_rose'], quiet],
      [['handle new_cve'], quiet],
    ]);
  });
});

describe('day after day', () => {
  test('a host that is reported daily is handled every seventh day, or at the interval of its severity (decisions.md#being-told)', () => {
    const days = digests.map((made) =>
      ['51', '53', '54'].map((last) => (said(made, `192.0.2.${last}`)[0]!.startsWith('handle') ? 'x' : '.')),
    );
    const told = ['xxx', '...', '.x.', '...', '.x.', '...', '.x.', 'x..', '.x.'].concat([
      '...',
      '.x.',
      '...',
      '.x.',
      '...',
      'xx.',
    ]);
    expect(days.map((marks) => marks.join(''))).toEqual(told.slice(0, DAYS));
  });

  describe('absence (decisions.md#closed-days)', () => {
    test('a daily type: reports without the host, or more days without a report while others come', () => {
      expect(resolvedOn('scan_rdp', '192.0.2.55')).toEqual([4]);
      expect(resolvedOn('scan_ftp', '192.0.2.57')).toEqual([6]);
    });

    test('a day without reports does not count, until its list was read after the day settled', () => {
      expect(resolvedOn('scan_smb', '192.0.2.59')).toEqual([9]);
    });

    test('a sporadic type by days, and only while its list still delivers reports', () => {
      expect(resolvedOn('home_made', '192.0.2.60')).toEqual([8]);
    });

    test('a finding that a re-issue leaves out is withdrawn, and returns as the same finding', () => {
      expect(saidOn(1, '192.0.2.61')).toEqual(['handle new']);
      expect(digests[1]!.resolved.rows.filter(({ subject }) => subject === '192.0.2.61')).toMatchObject([
        { reason: 'its reports were issued again without it' },
      ]);
      expect(saidOn(3, '192.0.2.61')).toEqual(['handle reopened']);
    });
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
      live(
        ...filesOf({
          scan_ssh: ['51', '52', '201'].map((last) => row(`192.0.2.${last}`)).concat(row('198.51.100.1')),
        }),
      );
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

test('the remains of a killed digest do not count', async () => {
  await live(...filesOf({ scan_mqtt: [row('192.0.2.51')] }));
  const tables = world.operator.ownTables(ALL_TABLES);
  await tables.run(
    `INSERT INTO decision_rows (digest, digest_date, decision, finding, seen, told_on)
     SELECT 5000, {date:Date}, 'whitelisted', finding, {date:Date}, {date:Date} FROM findings`,
    { date: dayText(today) },
  );
  await tables.run(
    "INSERT INTO triage_candidates (finding, subject_kind) SELECT finding, 'ip' FROM findings",
  );
  const made = await live(...filesOf({ scan_mqtt: [row('192.0.2.51')] }));
  expect(made).toMatchObject({ digest: 5001, counts: { all: 1 } });
  expect(said(made, '192.0.2.51')).toEqual([`recent ${dayText(today - 2)}`]);
  expect(await tables.rows('SELECT count() AS rows FROM triage_candidates')).toEqual([{ rows: 0 }]);
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
