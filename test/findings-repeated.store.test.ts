// Findings with one event are copied, and others are grouped: tests loads with few and with many repeated findings
// against a count.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkFindings, storedFindings } from './support/findings.js';
import { World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const HEADER = 'timestamp,severity,ip,protocol,port,hostname,tag';

/** A report of `hosts` hosts, each in two rows, and of one host in one row. */
function report(hosts: number, day: string): string {
  const row = (host: number, second: number) =>
    `${day} 00:00:0${second},${second === 1 ? 'low' : 'high'},2001:db8::${host.toString(16)},udp,123,host-${second}.example.com,iot;iot`;
  const twice = Array.from({ length: hosts }, (_, host) => [row(host, 1), row(host, 2)]).flat();
  return [HEADER, ...twice, row(0xffff, 1), ''].join('\n');
}

test.each([
  ['no finding repeats', 'scan_ntp', 0],
  ['a few findings repeat', 'scan_snmp', 3],
  ['more findings repeat than the list can contain', 'scan_dns', 10_050],
])('%s, in the first and in a later report of a type', async (_, type, hosts) => {
  for (const day of ['2026-01-15', '2026-01-16']) {
    const [outcome] = await world.ingest([
      { name: `${day}-${type}-example.csv`, content: report(hosts, day) },
    ]);
    expect(outcome).toMatchObject({ outcome: 'loaded', accepted: 2 * hosts + 1 });
    await checkFindings(world.store, true);
  }
  const found = Object.entries(await storedFindings(world.store)).filter(([name]) => name.startsWith(type));
  expect(found).toHaveLength(hosts + 1);
  for (const [, finding] of found) expect(finding).toMatchObject({ days: 2, tags: ['iot'] });
});
