// The benchmark of leases: a day's events and digest without leases, and with very many of them.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DAY_SECONDS } from '../src/domain/days.js';
import { type Measured, measure, SUNDIAL } from './child.js';
import { startSeconds } from './ingest.js';
import { figure, machine, machineNote, mib, type Sheet } from './sheet.js';
import { writeLines } from './write-lines.js';

export interface LeaseBench {
  /** An empty folder for all created files. */
  readonly folder: string;
  readonly leases: number;
  readonly events: number;
}

/** Leases of one address, one after the other over three days. */
const PERIODS = 10;
const PERIOD_HOURS = 7.2;
/** Devices that share an address, each with a range of ports. */
const SHARING = 50;
const START = Date.UTC(2026, 2, 1);
const DAY = '2026-03-02';

/** Half of the leases are of addresses of their own, half of shared addresses; the same holds for events. */
export async function benchLeases({ folder, leases, events }: LeaseBench): Promise<Sheet> {
  const file = path.join(folder, 'leases.csv');
  await writeLines(file, leaseLines(leases));
  const report = path.join(folder, `${DAY}-scan_ntp-bench.csv`);
  await writeLines(report, eventLines(events, leases));
  const [plain, leased] = [path.join(folder, 'plain'), path.join(folder, 'leased')];
  for (const data of [plain, leased]) mkdirSync(data);
  const run = (data: string, ...words: string[]) => measure([SUNDIAL, ...words, '--data-dir', data]);
  const start = await startSeconds(folder);
  const imported = await run(leased, 'leases', 'import', file);
  const again = await run(leased, 'leases', 'import', file);
  const pairs: [string, Measured, Measured][] = [];
  for (const [name, ...words] of [
    [`load of ${figure(events)} events`, 'ingest', report],
    ['digest', 'digest', '--date', DAY, '--json'],
  ] as const)
    pairs.push([name, await run(plain, ...words), await run(leased, ...words)]);
  const counted = await run(
    leased,
    'sql',
    "SELECT concat('known: ', toString(countIf(lease_device != ''))) AS devices FROM event_rows",
    '--json',
  );
  const [, devices = '0'] = /known: (\d+)/.exec(counted.stdout) ?? [];
  if (Number(devices) !== events) throw new Error(`${devices} of ${events} events have a device`);
  const whole = (measured: Measured) => measured.seconds - start;
  const compared = pairs.map(([name, without, leasing]) => {
    return { name, without: whole(without), leasing: whole(leasing), peakBytes: leasing.peakBytes };
  });
  const line = (name: string, { seconds, peakBytes }: Measured) => [
    name,
    '',
    figure(seconds - start, 2),
    '',
    mib(peakBytes),
  ];
  return {
    title: `leases: ${figure(leases)} leases, ${figure(events)} events`,
    columns: ['seconds after the start', 'without', 'with leases', 'ratio', 'peak RSS'],
    rows: [
      line(`import of ${figure(leases)} leases`, imported),
      line('import of the same leases again', again),
      ...compared.map(({ name, without, leasing, peakBytes }) => [
        ...[name, figure(without, 2), figure(leasing, 2), figure(leasing / without, 2), mib(peakBytes)],
      ]),
    ],
    notes: [`each figure is that of one command; its start takes ${figure(start, 2)} s`, machineNote()],
    figures: {
      ...{ leases, events, compared },
      imports: [imported, again].map(({ seconds, peakBytes }) => ({ seconds: seconds - start, peakBytes })),
      ...machine(),
    },
  };
}

/** The n-th address of 10.0.0.0/8. */
const address = (n: number) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
const time = (hours: number) => new Date(START + hours * 3_600_000).toISOString();
const own = (leases: number) => leases / 2 / PERIODS;
const shared = (leases: number) => leases / 2 / PERIODS / SHARING;
const WIDTH = Math.floor(60_000 / SHARING);

function* leaseLines(leases: number): Generator<string> {
  yield 'address,ports,from,until,device\n';
  const periods = Array.from({ length: PERIODS }, (_, period) =>
    [period, period + 1].map((at) => time(at * PERIOD_HOURS)).join(','),
  );
  for (const [period, times] of periods.entries()) {
    for (let n = 0; n < own(leases); n++)
      yield `${address(n)},,${times},host-${(n + period * 7) % own(leases)}\n`;
    for (let n = 0; n < shared(leases); n++)
      for (let range = 0; range < SHARING; range++) {
        const first = 1024 + range * WIDTH;
        yield `10.200.${n >> 8}.${n & 255},${first}-${first + WIDTH - 1},${times},subscriber-${n}-${(range + period) % SHARING}\n`;
      }
  }
}

function* eventLines(events: number, leases: number): Generator<string> {
  yield 'timestamp,severity,ip,protocol,port,tag\n';
  for (let n = 0; n < events; n++) {
    const at = new Date(Date.parse(`${DAY}T00:00:00Z`) + (n % DAY_SECONDS) * 1000)
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ');
    const host = n % (2 * shared(leases));
    const [ip, port] =
      n % 2 === 0
        ? [address((n / 2) % own(leases)), 123]
        : [`10.200.${host >> 9}.${(host >> 1) & 255}`, 1024 + (n % (SHARING * WIDTH))];
    yield `${at},medium,${ip},udp,${port},ntp\n`;
  }
}
