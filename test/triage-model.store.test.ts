// Checks decisions on random days against a plain model of the rules, and that injected faults in their SQL are
// noticed.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Inventory } from '../src/enrich/index.js';
import type { OperatorStore } from '../src/store/index.js';
import { decide, type TriageContext, triageRules, Whitelist } from '../src/triage/index.js';
import {
  decisionsOf,
  type ListedNetwork,
  type ModelEntry,
  type ModelHost,
} from './support/decisions-model.js';
import { World } from './support/world.js';

/** The seed of all random data. It is fixed because whether a fault shows depends on the data of the last day. */
const SEED = 20260310;
const DAYS = 10;
const RECENT_DAYS = 4;
const HOSTS = 120;
const SEVERITIES = ['low', 'medium', 'high'];

function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
const random = randomFrom(SEED);
const dayText = (day: number) => `2026-03-${String(day).padStart(2, '0')}`;
/** Days are decided on the next morning. */
const decidedAt = (day: number) => new Date(`${dayText(day + 1)}T09:00:00Z`);

const network = (bits: number, last = random(256)): ListedNetwork => {
  const size = 2 ** (32 - bits);
  return { first: Math.floor(last / size) * size, size };
};
const cidr = ({ first, size }: ListedNetwork) => `192.0.2.${first}/${32 - Math.log2(size)}`;

/** Hosts on most days, with severities that rarely change; some are covered by an entry of each prefix length. */
const hosts: readonly ModelHost[] = Array.from({ length: HOSTS }, (_, at) => {
  let severity = 1 + random(2);
  const seen = new Map<number, number>();
  for (let day = 1 + random(3); day <= DAYS; day++) {
    if (random(6) === 0) severity = 1 + random(3);
    if (random(4) > 0 || day === DAYS) seen.set(day, severity);
  }
  return { last: at * 2 + (at % 2), seen };
});
const own: ListedNetwork = { first: 0, size: 128 };
const devices = [network(26, 10), network(27, 70)];
const entries: ModelEntry[] = [
  // One entry is made before the last day is decided, and one has just expired.
  { ...network(29, 20), from: DAYS, until: DAYS + 3 },
  { ...network(30, 40), from: 4, until: DAYS - 1 },
  ...Array.from({ length: 14 }, () => {
    const from = 1 + random(DAYS);
    return { ...network(27 + random(6), random(128)), from, until: from + 2 + random(6) };
  }),
].filter((entry, at, all) => all.findIndex((other) => cidr(other) === cidr(entry)) === at);
/** The number of each entry in the store. */
const numbers = new Map<number, number>();

const rules = triageRules({
  own_networks: [cidr(own)],
  recent_days: RECENT_DAYS,
  recent_days_by_severity: [],
  resolve_misses: 100,
  resolve_silent_misses: 100,
  resolve_sporadic_days: 100,
  reopen_days: 100,
  notify_command: '',
});
const expected = hosts.map((host) => decisionsOf(host, { own, devices, entries, recentDays: RECENT_DAYS }));

let world: World;
beforeAll(async () => {
  world = await World.open();
  const bytes = Buffer.from(['device,ip', ...devices.map((one, at) => `d${at},${cidr(one)}`)].join('\n'));
  const clock = () => decidedAt(0);
  await new Inventory(world.operator).replace({
    bytes,
    origin: 'x',
    source: 'x',
    author: 'test',
    clock,
  });
});
afterAll(() => world.close());

const context = (day: number, store: OperatorStore = world.operator): TriageContext => ({
  ...{ store, rules, catalogue: world.catalogue },
  clock: () => decidedAt(day),
});

async function live(day: number): Promise<void> {
  const rows = hosts.flatMap(({ last, seen }) => {
    const severity = SEVERITIES[(seen.get(day) ?? 0) - 1];
    return severity ? [`${dayText(day)} 00:00:00,${severity},192.0.2.${last},udp,123`] : [];
  });
  const content = ['timestamp,severity,ip,protocol,port', ...rows, ''].join('\n');
  await world.ingest([{ name: `${dayText(day)}-scan_ntp-north.csv`, content }]);
  // An hour before the day is decided.
  const clock = () => new Date(decidedAt(day).getTime() - 3_600_000);
  const whitelist = new Whitelist({ ...context(day), clock });
  for (const [at, entry] of entries.entries()) {
    if (entry.from !== day) continue;
    const { entry: number } = await whitelist.insert({
      ...{ type: 'all', subject: cidr(entry), duration: entry.until - entry.from - 1 },
      ...{ reason: '', author: 'test', breakThrough: false },
    });
    numbers.set(number, at);
  }
  await decide(context(day), { date: dayText(day), author: 'test' });
}

/** The decisions of a day by the last byte of the address, with the entries that apply. */
async function decided(day: number): Promise<Map<number, string>> {
  const rows = await world.operator.tables.rows<{ last: number; said: string; entries: number[] }>(
    `SELECT toUInt8(bitAnd(CAST(subject_first AS UInt128), 255)) AS last, if(decision = 'whitelisted', entries, []) AS entries,
       trimRight(concat(toString(decision), ' ', reason)) AS said
     FROM decisions WHERE digest_date = {date:Date}`,
    { date: dayText(day) },
  );
  const named = (found: readonly number[]) =>
    found.map((number) => numbers.get(number)!).sort((a, b) => a - b);
  return new Map(rows.map(({ last, said, entries: found }) => [last, [said, ...named(found)].join(' ')]));
}

const modelled = (day: number) =>
  new Map(
    expected.flatMap((said, at) => (said.has(day) ? [[hosts[at]!.last, said.get(day)!] as const] : [])),
  );
const sorted = (said: ReadonlyMap<number, string>) => [...said].sort(([a], [b]) => a - b);

it('every day is decided by the rules', async () => {
  for (let day = 1; day <= DAYS; day++) {
    await live(day);
    expect(sorted(await decided(day)), dayText(day)).toEqual(sorted(modelled(day)));
  }
  const kinds = new Set(
    expected.flatMap((said) => [...said.values()].map((each) => each.replaceAll(/ \d+/g, ''))),
  );
  expect([...kinds].sort()).toEqual([
    'handle new',
    'handle repeat',
    'handle severity_rose',
    'handle whitelist_ended',
    'not_ours',
    'recent',
    'unknown',
    'whitelisted',
  ]);
});

/** The store with its statements changed on their way to the engine. */
function broken(rewrite: (sql: string) => string): OperatorStore {
  const { operator } = world;
  const changed = <T extends object>(tables: T): T =>
    new Proxy(tables, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        const isAsked = name === 'run' || name === 'rows';
        return (first: unknown, ...rest: unknown[]) =>
          value.call(target, isAsked ? rewrite(String(first)) : first, ...rest);
      },
    });
  return {
    ...operator,
    tables: changed(operator.tables),
    ownTables: (declared) => changed(operator.ownTables(declared)),
  };
}

// The faults, and the changes that cause them. A fault that leaves the statements unchanged would prove nothing.
it.each<[string, string | RegExp, string]>([
  [
    'only the longest prefix counts',
    /(WHERE covering\.last >= found\.subject_last AND \(empty\(covering\.types\) OR [^\n]+\))/,
    '$1 ORDER BY covering.prefix DESC LIMIT 1 BY found.finding',
  ],
  ['"recently" runs from the last sighting', 'argMax(told_on, digest_date)', 'argMax(seen, digest_date)'],
  [
    'the whitelist takes precedence over unknown devices',
    /NOT \(candidate\.subject_kind.*?\), 'unknown', notEmpty\(whitelisted\.entries\), 'whitelisted'/s,
    "notEmpty(whitelisted.entries), 'whitelisted', NOT inventory_entry.known, 'unknown'",
  ],
  ['an entry counts forever', 'toDate(until) >= {date:Date}', '1'],
  [
    'an entry counts only if it was made on the day',
    'WHERE at <= fromUnixTimestamp({decidedAt:UInt32})',
    'WHERE toDate(at) <= {date:Date}',
  ],
  ['an interval is one day too long', '- candidate.told_on >= interval', '- candidate.told_on > interval'],
  ['a rise in severity is ignored', 'candidate.severity_rose > candidate.told_seq', '0'],
  ['an expired entry is ignored', "candidate.was_whitelisted = 1, 'whitelist_ended',", ''],
  [
    'networks end one address early',
    'covering.last >= found.subject_last',
    'covering.last > found.subject_last',
  ],
])('notices: %s', async (_name, what, by) => {
  let isChanged = false;
  const store = broken((sql) => {
    const changed = sql.replaceAll(typeof what === 'string' ? what : new RegExp(what, 'gs'), by);
    isChanged ||= changed !== sql;
    return changed;
  });
  await decide(context(DAYS, store), { date: dayText(DAYS), author: 'test', again: true });
  expect(isChanged, 'the fault is in the statements').toBe(true);
  expect(sorted(await decided(DAYS))).not.toEqual(sorted(modelled(DAYS)));
});

it('the result is the same again without a fault', async () => {
  await decide(context(DAYS), { date: dayText(DAYS), author: 'test', again: true });
  expect(sorted(await decided(DAYS))).toEqual(sorted(modelled(DAYS)));
});
