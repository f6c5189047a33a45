// A second Sundial fetches from the first one as if that were Shadowserver, and then has the same events of the constituent.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { type Finished, SUNDIAL, sundial } from './support/cli.js';
import { writeFile } from './support/reports.js';

const folder = mkdtempSync(path.join(tmpdir(), 'sundial-round-trip-'));
const CLOCK = '2026-03-03T12:00:00Z';
const NTP = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,version,refid';
const NORTH = [
  NTP,
  '2026-03-02 01:00:00,medium,192.0.2.1,udp,0123,,"ntp;iot",64496,DE,4,"GPS, ""1"""',
  '2026-03-02 01:00:01,medium,192.0.2.2,udp,123,,ntp,AS64496,DE,4,=1+1',
  '2026-03-02 01:00:02,medium,198.51.100.2,udp,123,,ntp,64497,DE,4,',
];
/** Another list, with a column more, and an event that both have. */
const SOUTH = [
  `${NTP},sysdesc`,
  `${NORTH[1]},`,
  '2026-03-02 01:00:03,high,192.0.2.3,udp,123,,ntp,64496,DE,4,,"two\nlines"',
];
const SSH = [
  'timestamp,ip,port,banner',
  '2026-03-01 05:00:00,192.0.2.9,22,SSH-2.0-x',
  '2026-03-01 05:00:00,203.0.113.9,22,SSH-2.0-y',
];

let service: ChildProcess | undefined;
const upstream = {
  SUNDIAL_DATA_DIR: path.join(folder, 'upstream'),
  SUNDIAL_HTTP_PORT: '0',
  SUNDIAL_WEB_PORT: '0',
};
let downstream: Record<string, string> = { SUNDIAL_DATA_DIR: path.join(folder, 'downstream') };

async function finished(env: Record<string, string>, args: readonly string[]): Promise<Finished> {
  const usual = { SUNDIAL_CLOCK: CLOCK, SUNDIAL_MIN_FREE_DISK_MIB: '0' };
  return sundial(args, { cwd: folder, env: { ...usual, ...env } });
}

async function run(env: Record<string, string>, ...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await finished(env, args);
  if (exitCode !== 0) throw new Error(`sundial ${args.join(' ')}: ${stderr}${stdout}`);
  return stdout;
}

const reportFile = (name: string, lines: readonly string[]) => writeFile(folder, name, lines.join('\n'));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function serve(port: number): Promise<void> {
  const child = spawn(process.execPath, [SUNDIAL, 'serve'], {
    cwd: folder,
    env: { ...process.env, ...upstream, SUNDIAL_CLOCK: CLOCK, SUNDIAL_API_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  service = child;
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.once('close', () => reject(new Error(`the service ended: ${log}`)));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('"message":"service began"')) resolve();
    });
  });
}

/** Slice, key and text of events, as far as a condition over their addresses says. */
async function events(env: Record<string, string>, where = '1'): Promise<unknown[]> {
  const columns =
    'toString(report_type) AS type, toString(report_date) AS date, lower(hex(event_key)) AS key';
  const sql = `SELECT ${columns} FROM events WHERE ${where} ORDER BY type, date, key`;
  return JSON.parse(await run(env, 'sql', sql, '--json')).rows;
}

const OF_ZOO = "IPv6CIDRToRange(ip, 120).1 = toIPv6('192.0.2.0')";
const FETCH = ['fetch', '--date', '2026-03-01:2026-03-02', '--fail-on-empty'];

async function expectEqual(count: number): Promise<void> {
  const fetched = await events(downstream);
  expect(fetched).toHaveLength(count);
  expect(fetched).toEqual(await events(upstream, OF_ZOO));
}

beforeAll(async () => {
  for (const side of [upstream, downstream]) await placeEmptyStore(side.SUNDIAL_DATA_DIR!);
  const files = [
    reportFile('2026-03-02-scan_ntp-north.csv', NORTH),
    reportFile('2026-03-02-scan_ntp-south.csv', SOUTH),
    reportFile('2026-03-01-scan_ssh-north.csv', SSH),
  ];
  await run(upstream, 'ingest', ...files);
  await run(upstream, 'constituents', 'add', 'zoo', '--networks', '192.0.2.0/24', '--since', 'always');
  const { apikey, secret } = JSON.parse(await run(upstream, 'keys', 'add', 'zoo', '--json')).key;
  const port = await freePort();
  await serve(port);
  downstream = {
    ...downstream,
    SUNDIAL_API_URL: `http://127.0.0.1:${port}/api2/`,
    SUNDIAL_DOWNLOAD_URL: `http://127.0.0.1:${port}/`,
    SUNDIAL_API_KEY: apikey,
    SUNDIAL_API_SECRET: secret,
    SUNDIAL_REQUEST_DELAY_SECONDS: '0',
  };
});
afterAll(() => {
  service?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

it('has the events of the constituent', async () => {
  await run(downstream, ...FETCH);
  await expectEqual(4);
});

it('has nothing to fetch while nothing has changed', async () => {
  expect(await finished(downstream, FETCH)).toMatchObject({ exitCode: 5 });
});

it('follows a re-issue with other rows of the constituent', async () => {
  const [header, first, second, ...others] = NORTH;
  const reissued = reportFile('2026-03-02-scan_ntp-north.csv', [
    ...[header!, first!, second!.replace('=1+1', '=2+2'), ...others],
    '2026-03-02 01:00:09,low,192.0.2.200,udp,123,,ntp,64496,DE,4,new',
  ]);
  await run(upstream, 'ingest', reissued);
  await run(downstream, ...FETCH);
  await expectEqual(5);
});
