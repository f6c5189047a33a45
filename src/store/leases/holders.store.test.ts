// Compares the devices that new events get with a plain model: networks, ranges of ports, overlaps, gaps and changed ends.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaign } from '../../../test/setup/campaign.js';
import { World } from '../../../test/support/world.js';
import { ipv6Text, parseAddress, prefixBits } from '../../domain/address.js';
import { NO_END } from './lease-sql.js';
import type { Lease } from './leases.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

/** Leases of two imports, and events, in address blocks that no other scenario uses. */
interface Scenario {
  readonly imports: readonly (readonly Lease[])[];
  readonly events: readonly Event[];
}

interface Event {
  readonly ip: string;
  /** 0 = not known. */
  readonly port: number;
  /** Unix seconds. */
  readonly at: number;
}

/** Networks that contain each other, so that the smallest has to win, in the blocks of a scenario. */
const networksOf = (number: number) => {
  const [v4, v6] = [`198.18.${number}`, `2001:db8:${number.toString(16)}:`];
  return [`${v4}.1`, `${v4}.2`, `${v4}.0/30`, `${v4}.0/24`, `${v6}:1`, `${v6}:/64`];
};
const addressesOf = (number: number) => {
  const [v4, v6] = [`198.18.${number}`, `2001:db8:${number.toString(16)}:`];
  return [`${v4}.1`, `${v4}.2`, `${v4}.77`, `198.19.${number}.1`, `${v6}:1`, `${v6}:2`];
};
const DAY = Date.UTC(2026, 2, 2) / 1000;

const leaseOf = (number: number) =>
  fc
    .record({
      network: fc.constantFrom(...networksOf(number)),
      ports: fc.constantFrom([0, 65_535], [0, 65_535], [1000, 1999], [1500, 1599], [2000, 2999]),
      begins: fc.integer({ min: -4, max: 3 }),
      hours: fc.constantFrom(1, 2, 4, undefined),
      device: fc.constantFrom('a', 'b', 'c', ''),
    })
    .map(({ network, ports, begins, hours, device }): Lease => {
      const range = parseAddress(network)!;
      const from = DAY + begins * 3600;
      return {
        first: ipv6Text(range.first),
        last: ipv6Text(range.last),
        prefix: prefixBits(range),
        port_first: ports[0]!,
        port_last: ports[1]!,
        begins: from,
        ends: hours === undefined ? NO_END : from + hours * 3600,
        device,
      };
    });
const eventOf = (number: number): fc.Arbitrary<Event> =>
  fc.record({
    ip: fc.constantFrom(...addressesOf(number)),
    port: fc.constantFrom(0, 1000, 1550, 1999, 2500, 60_000),
    // On the hour, where leases begin and end, and between.
    at: fc.integer({ min: -8, max: 8 }).map((halves) => DAY + halves * 1800),
  });
const scenarioOf = (number: number): fc.Arbitrary<Scenario> => {
  const leases = fc.array(leaseOf(number), { minLength: 1, maxLength: 16 });
  return fc.record({
    imports: fc.tuple(leases, leases),
    events: fc.array(eventOf(number), { minLength: 20, maxLength: 60 }),
  });
};

const keyOf = ({ ends: _, ...key }: Lease) => JSON.stringify(key);

/** The device by the rules in words: smallest network, smallest range of ports, latest begin; several devices are none, and a range needs the port. */
function deviceOf({ ip, port, at }: Event, leases: readonly Lease[]): string {
  const address = Buffer.from(parseAddress(ip)!.first).toString('hex');
  const hex = (text: string) => Buffer.from(parseAddress(text)!.first).toString('hex');
  let found = leases.filter(
    (lease) =>
      hex(lease.first) <= address &&
      address <= hex(lease.last) &&
      lease.begins <= at &&
      at < lease.ends &&
      (port === 0 || (lease.port_first <= port && port <= lease.port_last)),
  );
  const keepBest = (value: (lease: Lease) => number) => {
    const best = Math.max(...found.map(value));
    found = found.filter((lease) => value(lease) === best);
  };
  keepBest(({ prefix }) => prefix);
  const width = ({ port_first, port_last }: Lease) => port_last - port_first;
  if (port > 0) keepBest((lease) => -width(lease));
  else if (found.some((lease) => width(lease) < 65_535)) return '';
  keepBest(({ begins }) => begins);
  const devices = new Set(found.map(({ device }) => device));
  return devices.size === 1 ? [...devices][0]! : '';
}

/** The leases that are known after the imports. Of equal leases in one import, the one that ends last counts. */
function knownAfter(imports: Scenario['imports']): Lease[] {
  const known = new Map<string, Lease>();
  for (const leases of imports)
    for (const lease of leases.toSorted((a, b) => a.ends - b.ends)) known.set(keyOf(lease), lease);
  return [...known.values()];
}

// One load holds the events of all scenarios, so that more of them cost hardly more.
test('events get the devices of the model, however leases overlap', async () => {
  const numbers = Array.from({ length: campaign({ short: 20, full: 200 }) }, (_, number) => number);
  const scenarios = numbers.flatMap((number) =>
    fc.sample(scenarioOf(number), { seed: 16 + number, numRuns: 1 }),
  );
  for (const at of [0, 1])
    await world.store.leases.add(
      await world.store.leases.nextVersion(),
      scenarios.map(({ imports }) => imports[at]!),
    );
  const rows = scenarios.flatMap(({ events }) =>
    events.map(({ ip, port, at }) => {
      const time = new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
      return `${time},${ip},tcp,${port || ''}`;
    }),
  );
  const content = ['timestamp,ip,protocol,port', ...rows].join('\n');
  await world.ingest([{ name: '2026-03-02-scan_test-x.csv', content }]);
  const stored = await world.operator.tables.rows<{ device: string }>(
    'SELECT lease_device AS device FROM event_rows ORDER BY line',
  );
  const expected = scenarios.flatMap(({ imports, events }) => {
    const known = knownAfter(imports);
    return events.map((event) => deviceOf(event, known));
  });
  const difference = stored.findIndex(({ device }, at) => device !== expected[at]);
  expect(difference, rows[difference]).toBe(-1);
  expect(stored).toHaveLength(expected.length);
});
