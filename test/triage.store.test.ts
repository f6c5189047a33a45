// A scripted fortnight of triage, checked day by day: hosts appear, persist, disappear and return, and the team
// accepts some.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Inventory } from '../src/enrich/index.js';
import {
  type Digest,
  decide,
  digestOf,
  explain,
  markFindings,
  type TriageContext,
  triageRules,
  Whitelist,
} from '../src/triage/index.js';
import { World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const HEAD = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,cve';
const SINK = 'timestamp,severity,src_ip,protocol,src_port,infection';
const scan = (ip: string, severity = 'medium', cve = '') =>
  `2026-03-01 00:00:00,${severity},${ip},udp,123,,ntp,64496,ZZ,${cve}`;
const infected = (ip: string) => `2026-03-01 00:00:00,high,${ip},tcp,50001,mirai`;

const rules = triageRules({
  own_networks: ['192.0.2.0/24', '2001:db8::/32'],
  recent_days: 7,
  recent_days_by_severity: ['critical=2'],
  resolve_misses: 2,
  resolve_silent_misses: 4,
  resolve_sporadic_days: 10,
  reopen_days: 30,
  notify_command: 'notify --device {device} --text "{type} on {subject}, {title}" -D {date}',
});
const dayText = (day: number) => `2026-03-${String(day).padStart(2, '0')}`;
const context = (day: number): TriageContext => ({
  store: world.operator,
  catalogue: world.catalogue,
  rules,
  clock: () => new Date(`${dayText(day)}T08:00:00Z`),
});
const digest = (day: number): Promise<Digest> =>
  digestOf(world.operator, dayText(day), { catalogue: world.catalogue, notifyCommand: rules.notifyCommand });

let published = 0;
async function arrive(day: number, reports: Readonly<Record<string, readonly string[]>>): Promise<void> {
  published += 1;
  const files = Object.entries(reports).map(([type, lines]) => ({
    name: `${dayText(day)}-${type}-north.csv`,
    content: `${[type.startsWith('event4') ? SINK : HEAD, ...lines].join('\n')}\n`,
    publishedAt: 1_000 + published,
  }));
  const outcomes = await world.ingest(files);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(files.map(() => 'loaded'));
}

/** A day's reports, decisions and digest. */
async function live(day: number, reports: Readonly<Record<string, readonly string[]>>): Promise<Digest> {
  await arrive(day, reports);
  await decide(context(day), { date: dayText(day), author: 'test' });
  const made = await digest(day);
  const { all, ...counts } = made.counts;
  expect(
    Object.values(counts).reduce((sum, count) => sum + count, 0),
    'exactly one decision each',
  ).toBe(all);
  return made;
}

const handled = (made: Digest) => made.handle.rows.map(({ subject, reason }) => `${subject} ${reason}`);
const subjects = (rows: readonly { subject: string }[]) => rows.map(({ subject }) => subject);
const idOf = async (ip: string, type: string) =>
  (await world.operator.findings.list({ types: [type] }, 100)).find(({ subject }) => subject === ip)!.id;

const DEVICES = `device,networks,owner,contacts
campus,192.0.2.0/25,IT,noc@example.org
web 1's,192.0.2.1,Ada,ada@example.org
`;

test('day 1: new findings are handled, unless unknown or not ours', async () => {
  await new Inventory(world.operator).replace({
    bytes: Buffer.from(DEVICES),
    origin: 'devices.csv',
    source: 'inventory',
    author: 'test',
    clock: context(1).clock,
  });
  const made = await live(1, {
    scan_ntp: [scan('192.0.2.1'), scan('192.0.2.2'), scan('192.0.2.200'), scan('198.51.100.1')],
    scan_ssl: [scan('192.0.2.3')],
  });
  expect(made.counts).toEqual({ all: 5, handle: 3, recent: 0, whitelisted: 0, unknown: 1, not_ours: 1 });
  expect(handled(made)).toEqual(['192.0.2.1 new', '192.0.2.2 new', '192.0.2.3 new']);
  expect(made.handle.rows[0]).toMatchObject({
    device: "web 1's",
    owner: 'Ada',
    devices: ["web 1's", 'campus'],
    why: 'No previous reports',
    command: `notify --device 'web 1'\\''s' --text "scan_ntp on 192.0.2.1, "'NTP servers answering version queries'"" -D 2026-03-01`,
  });
  expect(subjects(made.unknown.rows)).toEqual(['192.0.2.200']);
  expect(made.previous).toBeNull();
});

test('day 2: the same findings are recent; one is accepted for three days', async () => {
  await new Whitelist(context(2)).insert({
    type: 'ssl',
    subject: '192.0.2.0/28',
    duration: 3,
    reason: 'maintenance',
    author: 'ada',
    breakThrough: false,
  });
  const made = await live(2, {
    scan_ntp: [scan('192.0.2.1'), scan('192.0.2.2')],
    scan_ssl: [scan('192.0.2.3')],
  });
  expect(handled(made)).toEqual([]);
  expect(made.recent.rows.map(({ subject, days_ago, again_on }) => [subject, days_ago, again_on])).toEqual([
    ['192.0.2.1', 1, '2026-03-08'],
    ['192.0.2.2', 1, '2026-03-08'],
  ]);
  expect(made.whitelisted.rows[0]).toMatchObject({
    subject: '192.0.2.3',
    entries: [{ type: 'ssl', subject: '192.0.2.0/28', until: '2026-03-05 08:00:00', reason: 'maintenance' }],
  });
});

test('day 3: a rise in severity is reported at once', async () => {
  const made = await live(3, { scan_ntp: [scan('192.0.2.1', 'high')], scan_ssl: [scan('192.0.2.3')] });
  expect(handled(made)).toEqual(['192.0.2.1 severity_rose']);
  expect(made.handle.rows[0]).toMatchObject({ told_before: '2026-03-01' });
});

test('day 4: a finding that was missed twice is resolved; a type did not arrive', async () => {
  const made = await live(4, { scan_ntp: [scan('192.0.2.1')] });
  expect(made.resolved.rows).toMatchObject([
    { subject: '192.0.2.2', reason: 'not seen since 2026-03-02', automatic: true, owner: 'IT' },
  ]);
  expect(made.counts).toMatchObject({ all: 1, recent: 1 });
  expect(made.missing.rows).toEqual([
    { list: 'north', type: 'scan_ssl', date: '2026-03-04', last: '2026-03-03' },
  ]);
});

test('day 5: the last day of the entry', async () => {
  const made = await live(5, { scan_ntp: [scan('192.0.2.1')], scan_ssl: [scan('192.0.2.3')] });
  expect(subjects(made.whitelisted.rows)).toEqual(['192.0.2.3']);
  expect(made.ended_entries.total).toBe(0);
  expect(made.missing.total).toBe(0);
});

test('day 6: the entry has expired, the digest says so, and the finding is handled', async () => {
  const made = await live(6, { scan_ntp: [scan('192.0.2.1')], scan_ssl: [scan('192.0.2.3')] });
  expect(handled(made)).toEqual(['192.0.2.3 whitelist_ended']);
  expect(made.ended_entries.rows).toMatchObject([{ subject: '192.0.2.0/28', applied: 3 }]);
});

test('day 7: a finding returns soon enough to be reopened; a re-issue does not change past decisions', async () => {
  await arrive(6, { scan_ntp: [scan('192.0.2.1'), scan('198.51.100.2')] });
  const made = await live(7, {
    scan_ntp: [scan('192.0.2.1'), scan('192.0.2.2')],
    scan_ssl: [scan('192.0.2.3')],
  });
  expect(handled(made)).toEqual(['192.0.2.2 reopened']);
  expect(subjects(made.reopened.rows)).toEqual(['192.0.2.2']);
  expect(made.counts).toMatchObject({ recent: 2, not_ours: 1 });
});

test('day 8: a host has another CVE; a person marks a finding resolved', async () => {
  const made = await live(8, {
    scan_ntp: [scan('192.0.2.1', 'medium', 'CVE-2026-0001'), scan('192.0.2.2')],
    scan_ssl: [scan('192.0.2.3')],
  });
  expect(handled(made)).toEqual(['192.0.2.1 new_cve']);
  const [id] = [await idOf('192.0.2.3', 'scan_ssl')];
  await markFindings(context(8), { findings: [id], mark: 'resolved', reason: 'patched', author: 'ada' });
});

test('day 9: a finding marked resolved is seen again and reopened', async () => {
  const made = await live(9, {
    scan_ntp: [scan('192.0.2.1'), scan('192.0.2.2')],
    scan_ssl: [scan('192.0.2.3')],
  });
  expect(handled(made)).toEqual(['192.0.2.3 reopened']);
  expect(made.resolved.rows).toMatchObject([{ subject: '192.0.2.3', author: 'ada', automatic: false }]);
  await markFindings(context(9), {
    findings: [await idOf('192.0.2.2', 'scan_ntp')],
    mark: 'notified',
    reason: 'by telephone',
    author: 'ada',
  });
});

test('day 10: an exposed host turns out to be compromised', async () => {
  const made = await live(10, {
    scan_ntp: [scan('192.0.2.1'), scan('192.0.2.2')],
    event4_sinkhole: [infected('192.0.2.1')],
  });
  expect(handled(made).sort()).toEqual(['192.0.2.1 compromised', '192.0.2.1 new']);
});

test('day 14: nothing arrived for days, so nothing is resolved, and the silence is reported', async () => {
  await decide(context(14), { date: dayText(14), author: 'test' });
  const made = await digest(14);
  expect(made.counts.all).toBe(0);
  expect(made.resolved.total).toBe(0);
  expect(made.missing.rows).toEqual([{ list: 'north', type: '', date: '2026-03-14', last: '2026-03-10' }]);
});

test('day 15: a finding told seven days ago is handled again, a finding notified six days ago is not', async () => {
  const made = await live(15, { scan_ntp: [scan('192.0.2.1'), scan('192.0.2.2')] });
  expect(handled(made)).toEqual([]);
  expect(made.recent.rows.map(({ subject, told_on }) => `${subject} ${told_on}`)).toEqual([
    '192.0.2.1 2026-03-10',
    '192.0.2.2 2026-03-09',
  ]);
  const next = await live(16, { scan_ntp: [scan('192.0.2.1'), scan('192.0.2.2')] });
  expect(next.handle.rows).toMatchObject([
    { subject: '192.0.2.2', why: 'Previous report older than 7 days, last on 2026-03-09' },
  ]);
});

test('a digest stays unchanged, and making it again gives the same result', async () => {
  const bare = ({ digest: _, ...rest }: Digest) => rest;
  const before = await digest(16);
  expect(await digest(16)).toEqual(before);
  await decide(context(16), { date: dayText(16), author: 'test' });
  expect(await digest(16)).toEqual(before);
  await decide(context(16), { date: dayText(16), author: 'test', again: true });
  const again = await digest(16);
  expect(again.digest).toBeGreaterThan(before.digest);
  expect(bare(again)).toEqual(bare(before));
  await expect(decide(context(3), { date: '2026-03-12', author: 'test' })).rejects.toMatchObject({
    code: 'digest-order',
  });
  await expect(digest(12)).rejects.toMatchObject({ code: 'digest-unknown' });
});

test('every digest of the fortnight is still unchanged', async () => {
  const made = await digest(3);
  expect(handled(made)).toEqual(['192.0.2.1 severity_rose']);
  expect(made.days.map(({ date, all }) => [date, all])).toEqual([
    ['2026-03-01', 5],
    ['2026-03-02', 3],
    ['2026-03-03', 2],
  ]);
});

test('a decision is explained rule by rule', async () => {
  const findings = await world.operator.findings.list({ types: ['scan_ssl'] }, 10);
  const [one] = await explain(context(16), findings, dayText(16));
  expect(one!.rules.map(({ rule, says }) => `${rule}: ${says}`)).toEqual([
    expect.stringContaining('seen: '),
    'ours: in one of our networks or domains',
    'device: known as campus of IT',
    expect.stringContaining('whitelist: '),
    expect.stringContaining('recent: put to handle on 2026-03-09'),
  ]);
});
