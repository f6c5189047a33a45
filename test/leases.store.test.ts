// A fortnight with leases that move: findings follow devices from address to address, and never the address to another device.
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registersFinding } from '../src/doctor/registers.js';
import { parseAddress } from '../src/domain/address.js';
import { RestrictedScope } from '../src/domain/scope.js';
import { Inventory, LeaseRegister, readLeases } from '../src/enrich/index.js';
import { followLeases } from '../src/pipeline/index.js';
import type { Finding } from '../src/store/index.js';
import {
  type Digest,
  decide,
  digestOf,
  explain,
  type TriageContext,
  triageRules,
} from '../src/triage/index.js';
import { World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const rules = triageRules({
  own_networks: ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'],
  recent_days: 7,
  recent_days_by_severity: [],
  resolve_misses: 2,
  resolve_silent_misses: 4,
  resolve_sporadic_days: 10,
  reopen_days: 30,
  notify_command: '',
});
const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}`;
const context = (number: number): TriageContext => ({
  store: world.operator,
  catalogue: world.catalogue,
  rules,
  clock: () => new Date(`${day(number)}T23:30:00Z`),
});

/**
 * The laptop moves twice; the phone takes the laptop's first address; two subscribers share one address, and one moves. The
 * inventory does not know the guest, nor the network in which it is.
 */
const LEASES = `address,ports,from,until,device
192.0.2.10,,2026-03-01T00:00:00+01:00,2026-03-04T09:00:00+01:00,laptop-7
192.0.2.11,,2026-03-04 08:00:00,2026-03-20,laptop-7
192.0.2.12,,2026-03-08,,laptop-7
192.0.2.10,,2026-03-05,,phone-3
192.0.2.11,,2026-03-08,2026-03-09,tablet-1
198.51.100.1,1024-2047,2026-03-01,2026-03-08,subscriber-1
198.51.100.1,2048-4095,2026-03-01,,subscriber-2
198.51.100.2,1024-2047,2026-03-08,,subscriber-1
203.0.113.5,,2026-03-06,,guest-9
`;
const LATE = `address,from,until,device
192.0.2.14,2026-03-09,2026-03-12,phone-3
`;
const DEVICES = `device,networks,names,owner
,192.0.2.0/24;198.51.100.0/24,,IT
laptop-7,,laptop-7.example.org,Ada
phone-3,,phone-3.example.org,Bob
`;

/** The address of the laptop at noon of each day. */
const laptopAt = (number: number) => (number < 4 ? '192.0.2.10' : number < 8 ? '192.0.2.11' : '192.0.2.12');
const subscriberAt = (number: number) => (number < 8 ? '198.51.100.1' : '198.51.100.2');

/** The reports of a day. */
function reportsOf(number: number) {
  const noon = `${day(number)} 12:00:00`;
  const hosts = [laptopAt(number), '192.0.2.200', ...(number >= 5 ? ['192.0.2.10'] : [])];
  if (number === 10) hosts.push('192.0.2.14');
  // The address is leased, but to nobody on this day.
  if (number === 6) hosts.push('192.0.2.12', '203.0.113.5');
  const scans = hosts.map((ip) => `${noon},medium,${ip},udp,123,ntp`);
  const connections = [
    [subscriberAt(number), '1500'],
    ['198.51.100.1', '3000'],
    // Nobody knows which of both it is.
    ...(number === 5 ? [['198.51.100.1', '']] : []),
  ].map(([ip, port]) => `${noon},high,${ip},tcp,${port},mirai`);
  const file = (type: string, lines: readonly string[]) => ({
    name: `${day(number)}-${type}-north.csv`,
    content: `${lines.join('\n')}\n`,
  });
  return [
    file('scan_ntp', ['timestamp,severity,ip,protocol,port,tag', ...scans]),
    file('event4_sinkhole', ['timestamp,severity,src_ip,protocol,src_port,infection', ...connections]),
  ];
}

/** Loads the reports of some days together, and makes the digest of the last one. */
async function live(from: number, to: number): Promise<Digest> {
  await world.ingest(Array.from({ length: to - from + 1 }, (_, at) => reportsOf(from + at)).flat());
  await decide(context(to), { date: day(to), author: 'test' });
  return digestOf(world.operator, day(to), { catalogue: world.catalogue, notifyCommand: '' });
}

async function addLeases(csv: string): Promise<number> {
  const version = await world.store.leases.nextVersion();
  await world.store.leases.add(version, readLeases(Buffer.from(csv), 'leases.csv'));
  return version;
}

/** @returns the number of reports that were loaded again */
async function takeLeases(csv: string): Promise<number> {
  const version = await addLeases(csv);
  const { reloaded } = await followLeases(
    {
      settings: { load_batch_mib: 64 } as never,
      ...{ store: world.store, operator: world.operator, archive: world.archive, catalogue: world.catalogue },
      enrichment: world.store.enrichment.of([]),
      ...{ downloadIds: world.downloadIds, segmentFolder: path.join(world.folder, 'again'), isServed: false },
    },
    context(11).clock,
  );
  const facts = { origin: 'leases.csv', rows: 1, added: 1, changed: 0, author: 'test', at: 1, sha256: '' };
  await world.store.leases.record({ version, ...facts });
  return reloaded;
}

const findings = async (filter: Parameters<typeof world.operator.findings.list>[0] = {}) =>
  world.operator.findings.list(filter, 100);
const line = ({
  type,
  subject,
  lease_device: device,
  first_seen,
  last_seen,
  days,
}: Omit<Finding, 'missed'>) =>
  [type, device ?? '-', subject, first_seen.slice(8), last_seen.slice(8), days].join(' ');
const shown = ({ subject, device, reason }: Digest['handle']['rows'][number]) =>
  `${subject} ${device || '-'} ${reason}`;

test('without leases nothing follows anything', async () => {
  await new Inventory(world.operator).replace({
    bytes: Buffer.from(DEVICES),
    ...{ origin: 'devices.csv', source: 'inventory', author: 'test' },
    clock: context(1).clock,
  });
  expect(await world.store.leases.any()).toBe(false);
  const intervals = { inventory_interval_minutes: 60, lease_interval_minutes: 0 };
  expect((await registersFinding(world.operator.tables, intervals, 0)).found).toContain(
    'nothing was imported yet',
  );
  expect(await world.store.leases.outdatedLoads()).toEqual([]);
});

/** The days with digests; each takes in the reports of the days since the one before. */
const DIGESTS = [1, 5, 6, 8, 10, 12, 14];
const digests = new Map<number, Digest>();
test('a fortnight passes', async () => {
  expect(await takeLeases(LEASES)).toBe(0);
  for (const [at, number] of DIGESTS.entries()) {
    // The lease becomes known when its reports are loaded already.
    if (number === 12) {
      // A killed import has added its leases, and loaded nothing again.
      await addLeases(LATE);
      expect(await takeLeases(LATE)).toBe(1);
    }
    digests.set(number, await live((DIGESTS[at - 1] ?? 0) + 1, number));
  }
  const all = (await findings()).map(line).toSorted();
  expect(all).toEqual([
    'event4_sinkhole - 198.51.100.1 05 05 1',
    'event4_sinkhole subscriber-1 198.51.100.2 01 14 14',
    'event4_sinkhole subscriber-2 198.51.100.1 01 14 14',
    'scan_ntp - 192.0.2.12 06 06 1',
    'scan_ntp - 192.0.2.200 01 14 14',
    'scan_ntp guest-9 203.0.113.5 06 06 1',
    'scan_ntp laptop-7 192.0.2.12 01 14 14',
    'scan_ntp phone-3 192.0.2.10 05 14 10',
  ]);
});

test('owners are told of their device once a week, wherever it is, and of no other', () => {
  const told = [...digests.values()].map(({ date, handle }) =>
    [date.slice(8), ...handle.rows.map(shown).toSorted()].join(', '),
  );
  expect(told).toEqual([
    '01, 192.0.2.10 laptop-7 new, 192.0.2.200 - new, 198.51.100.1 subscriber-1 new, 198.51.100.1 subscriber-2 new',
    '05, 192.0.2.10 phone-3 new, 198.51.100.1 - new',
    '06, 192.0.2.12 - new',
    '08, 192.0.2.12 laptop-7 repeat, 192.0.2.200 - repeat, 198.51.100.1 subscriber-2 repeat, 198.51.100.2 subscriber-1 repeat',
    '10, 192.0.2.14 - new',
    '12, 192.0.2.10 phone-3 repeat',
    '14',
  ]);
  const reasons = [1, 5, 6]
    .flatMap((number) => digests.get(number)!.handle.rows)
    .map(({ why, identity }) => [why, identity].join(' | '));
  const because = (identity: string) => `No previous reports; identity: ${identity} | ${identity}`;
  expect(reasons).toEqual(['lease', 'lease', 'lease', 'static', 'unknown', 'lease', 'unknown'].map(because));
  const unknown = [6, 8].flatMap((number) => digests.get(number)!.unknown.rows);
  expect(unknown.map(({ subject, device, identity }) => [subject, device, identity])).toEqual([
    ['203.0.113.5', 'guest-9', 'lease'],
  ]);
  const owners = digests.get(5)!.handle.rows.map(({ owner }) => owner);
  expect(owners).toEqual(['IT', 'Bob']);
});

test('a lease that becomes known late moves the days of an address to the device', async () => {
  const { rows } = digests.get(12)!.resolved;
  expect(rows.map(({ subject, reason }) => `${subject}: ${reason}`)).toContain(
    '192.0.2.14: the events at its address are those of a device now',
  );
  // On day 10 the phone was at two addresses.
  const [phone] = (await findings()).filter(({ lease_device }) => lease_device === 'phone-3');
  expect(phone!.events).toBe(11);
});

test('an address shows the devices that were at it, and explains how surely each is known', async () => {
  const at = async (address: string) => {
    const found = await findings({
      range: parseAddress(address)!,
    });
    return found.map(({ lease_device, subject }) => `${lease_device ?? '-'} ${subject}`).toSorted();
  };
  expect(await at('192.0.2.10')).toEqual(['laptop-7 192.0.2.12', 'phone-3 192.0.2.10']);
  expect(await at('192.0.2.14')).toEqual(['phone-3 192.0.2.10']);
  expect((await findings({ name: 'laptop-7' })).map(({ subject }) => subject)).toEqual(['192.0.2.12']);
  const explained = await explain(context(14), await findings({ types: ['scan_ntp'] }), day(14));
  const says = explained.map(({ finding, rules: all }) =>
    [
      finding.lease_device ?? finding.subject,
      ...all
        .filter(({ rule }) => ['identity', 'device'].includes(rule))
        .map((rule) => rule.says.split(/[:,]/)[0]),
    ].join(' | '),
  );
  expect(says.toSorted()).toEqual([
    '192.0.2.12 | unknown | known as a network of IT',
    '192.0.2.200 | static | known as a network of IT',
    'guest-9 | lease | guest-9 is not in the inventory',
    'laptop-7 | lease | known as laptop-7 of Ada',
    'phone-3 | lease | known as phone-3 of Bob',
  ]);
});

test('a scope shows of a device only its days in the scope, and not its name', async () => {
  const network = parseAddress('192.0.2.10/32')!;
  const ofScope = world.store.as(RestrictedScope.of([{ networks: [network] }]));
  const { findings: scoped } = ofScope;
  // On day 10 the phone was at another address, too, and the day has the address of the last event.
  const days = ['scan_ntp - 192.0.2.10 01 03 3', 'scan_ntp - 192.0.2.10 05 14 9'];
  expect((await scoped.list({}, 10)).map(line).toSorted()).toEqual(days);
  expect((await scoped.list({ range: network }, 10)).map(line).toSorted()).toEqual(days);
  // Nobody can guess names, either.
  expect(await scoped.list({ name: 'laptop-7' }, 10)).toEqual([]);
  expect(scoped.namesDevices).toBe(false);
  expect(await ofScope.events.facts()).toMatchObject({ namesDevices: false });
  const ids = (await findings()).map(({ id }) => id);
  expect((await scoped.withIds(ids)).map(line).toSorted()).toEqual(days);
});

test('the register says who had an address', async () => {
  const register = new LeaseRegister(world.operator);
  const asked = async (address: string, time: string, port = 0) => {
    const held = await register.lookUp(address, new Date(time), port);
    return `${held!.identity} ${held!.device}`;
  };
  expect(await asked('192.0.2.10', '2026-03-04T07:59:59Z')).toBe('lease laptop-7');
  expect(await asked('192.0.2.10', '2026-03-04T08:00:00Z')).toBe('unknown ');
  // The lease that began later ends the earlier one before its stated end.
  expect(await asked('192.0.2.11', '2026-03-08T12:00:00Z')).toBe('lease tablet-1');
  expect(await asked('198.51.100.1', '2026-03-02T12:00:00Z', 1024)).toBe('lease subscriber-1');
  expect(await asked('198.51.100.1', '2026-03-02T12:00:00Z')).toBe('unknown ');
  // A range of ports needs the port, also if it is the only one.
  expect(await asked('198.51.100.1', '2026-03-09T12:00:00Z')).toBe('unknown ');
  expect(await asked('198.51.100.1', '2026-03-09T12:00:00Z', 2048)).toBe('lease subscriber-2');
  expect(await asked('192.0.2.200', '2026-03-09T12:00:00Z')).toBe('static ');
  expect(await register.lookUp('192.0.2.0/24', new Date(), 0)).toBeUndefined();
});

test('findings that are rebuilt, and those after a restart, are the same', async () => {
  const kept = await findings();
  await world.store.projection.rebuild();
  expect(await findings()).toEqual(kept);
  await world.restart();
  expect(await findings()).toEqual(kept);
});
