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

/** Networks that contain each other, so that the smallest has to win. */
const NETWORKS = ['192.0.2.1', '192.0.2.2', '192.0.2.0/30', '192.0.2.0/24', '2001:db8::1', '2001:db8::/64'];
const ADDRESSES = ['192.0.2.1', '192.0.2.2', '192.0.2.77', '198.51.100.1', '2001:db8::1', '2001:db8::2'];
const DAY = Date.UTC(2026, 2, 2) / 1000;

const leaseOf = fc
  .record({
    network: fc.constantFrom(...NETWORKS),
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
const eventOf = fc.record({
  ip: fc.constantFrom(...ADDRESSES),
  port: fc.constantFrom(0, 1000, 1550, 1999, 2500, 60_000),
  // On the hour, where leases begin and end, and between.
  at: fc.integer({ min: -8, max: 8 }).map((halves) => DAY + halves * 1800),
});

const keyOf = ({ ends: _, ...key }: Lease) => JSON.stringify(key);

/** The device by the rules in words: smallest network, smallest range of ports, latest begin; several devices are none. */
function deviceOf(
  { ip, port, at }: { readonly ip: string; readonly port: number; readonly at: number },
  leases: readonly Lease[],
): string {
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
  const limited = found.filter((lease) => width(lease) < 65_535);
  if (port > 0) keepBest((lease) => -width(lease));
  if (port === 0 && limited.length > 0) found = limited;
  else keepBest(({ begins }) => begins);
  const devices = new Set(found.map(({ device }) => device));
  return devices.size === 1 ? [...devices][0]! : '';
}

test('events get the devices of the model, however leases overlap', async () => {
  const known = new Map<string, Lease>();
  let files = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(leaseOf, { minLength: 1, maxLength: 12 }),
      fc.array(eventOf, { minLength: 1, maxLength: 40 }),
      async (given, events) => {
        // Of equal leases in one import, the one that ends last counts.
        const sorted = given.toSorted((a, b) => a.ends - b.ends);
        for (const lease of sorted) known.set(keyOf(lease), lease);
        await world.store.leases.add(await world.store.leases.nextVersion(), [given]);
        files++;
        const rows = events.map(({ ip, port, at }) => {
          const time = new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ');
          return `${time},${ip},tcp,${port || ''}`;
        });
        const content = ['timestamp,ip,protocol,port', ...rows].join('\n');
        await world.ingest([{ name: `2026-03-02-scan_test${files}-x.csv`, content }]);
        const stored = await world.operator.tables.rows<{ line: number; device: string }>(
          `SELECT line, lease_device AS device FROM event_rows WHERE report_type = {type:String} ORDER BY line`,
          { type: `scan_test${files}` },
        );
        const expected = events.map((event) => deviceOf(event, [...known.values()]));
        expect(stored.map(({ device }) => device)).toEqual(expected);
      },
    ),
    { seed: 16, numRuns: campaign({ short: 8, full: 60 }), endOnFailure: true },
  );
});
