// Starts `sundial serve` as a process: commands work while it runs, it stops in order, and a kill leaves nothing
// behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ReportsApiDouble } from '../examples/reports-api/index.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { SUNDIAL, sundial } from './support/cli.js';
import { report } from './support/fetching.js';

const DATE = '2026-01-31';

let folder: string;
let double: ReportsApiDouble;
let service: Service | undefined;
/** Clocks are stopped; each test has a different hour, so that its service has something to do. */
let hour = 6;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-serve-'));
  await placeEmptyStore(path.join(folder, 'data'));
  double = await new ReportsApiDouble({ now: () => new Date(clock()) }).start();
});
beforeEach(() => {
  hour++;
});
afterEach(async () => {
  await service?.end('SIGKILL');
  service = undefined;
  double.heal();
});
afterAll(async () => {
  await double.stop();
  rmSync(folder, { recursive: true, force: true });
});

const clock = () => `2026-02-01T${String(hour).padStart(2, '0')}:00:00Z`;
const settings = () => ({
  SUNDIAL_CLOCK: clock(),
  SUNDIAL_DATA_DIR: path.join(folder, 'data'),
  SUNDIAL_API_KEY: double.key,
  SUNDIAL_API_SECRET: double.secret,
  SUNDIAL_API_URL: double.url,
  SUNDIAL_DOWNLOAD_URL: double.downloadUrl,
  SUNDIAL_REQUEST_DELAY_SECONDS: '0',
  SUNDIAL_MIN_FREE_DISK_MIB: '0',
  SUNDIAL_HTTP_PORT: '0',
  SUNDIAL_WEB_PORT: '0',
});
const run = (args: readonly string[], stdin?: Readable) =>
  sundial(args, { cwd: folder, env: settings(), ...(stdin && { stdin }) });

/** A running `sundial serve`. */
class Service {
  private stderr = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<number | null>;

  constructor(env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [SUNDIAL, 'serve'], {
      cwd: folder,
      env: { ...process.env, ...settings(), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.closed = new Promise((resolve) => this.child.on('close', resolve));
  }

  /** Resolves when the log contains a message this number of times. */
  async said(message: string, times = 1): Promise<void> {
    const heard = () => this.stderr.split(`"message":"${message}"`).length > times;
    while (!heard()) {
      const more = new Promise((resolve) => this.child.stderr!.once('data', resolve));
      const ended = this.closed.then((code) =>
        Promise.reject(new Error(`it ended with ${code}: ${this.stderr}`)),
      );
      await Promise.race([more, ended]);
    }
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.closed;
  }

  get log(): string {
    return this.stderr;
  }
}

test('commands work the same with and without a running service, whose log has no key, secret or id of a download', async () => {
  const fetched = report('example', DATE, 'scan_ssl', 5);
  double.reports = [{ ...fetched, id: `secret-id-of-${fetched.file}` }];
  service = new Service();
  await service.said('run finished');
  const commands = [
    ['query', '--date', DATE, '--format', 'csv'],
    ['findings', '--json'],
    ['reports', 'original', '1'],
    ['sql', 'SELECT nonsense'],
    ['show', '192.0.2.250'],
  ];
  const beside = [];
  for (const command of commands) beside.push(await run(command));
  expect(await service.end('SIGTERM')).toBe(0);
  for (const secret of [double.key, double.secret, 'secret-id-of']) expect(service.log).not.toContain(secret);
  service = undefined;
  for (const [at, command] of commands.entries()) {
    const { stdout, stderr, exitCode } = await run(command);
    expect([beside[at]!.stdout, beside[at]!.stderr, beside[at]!.exitCode], command.join(' ')).toEqual([
      stdout,
      stderr,
      exitCode,
    ]);
  }
});

test('without any source, a service loads from stdin, does not start twice, and lets edits overtake loads', async () => {
  service = new Service({ SUNDIAL_API_KEY: '', SUNDIAL_API_SECRET: '' });
  await service.said('service began');
  const csv = report('stdin', DATE, 'scan_http', 3).content;
  const loaded = await run(
    ['ingest', '-', '--type', 'scan_http', '--date', DATE, '--list', 'stdin', '--json'],
    Readable.from([csv]),
  );
  expect(JSON.parse(loaded.stdout)).toMatchObject({ status: 'done', totals: { accepted: 3 } });
  const second = await run(['serve']);
  expect([second.exitCode, second.stderr]).toEqual([
    1,
    expect.stringContaining('the service is already running'),
  ]);
  const [first] = JSON.parse((await run(['findings', '--json'])).stdout).findings;
  // A report that does not end holds the turn.
  const endless = new PassThrough();
  const load = run(['ingest', '-', '--type', 'scan_ssl', '--date', DATE, '--list', 'stdin'], endless);
  endless.write(csv);
  await service.said('command began', 4);
  const marked = await run(['finding', 'mark', first.id, 'acknowledged', '--reason', 'held', '--json']);
  expect(JSON.parse(marked.stdout)).toEqual({ finding: first.id, state: 'acknowledged' });
  const added = await run(['whitelist', 'add', '192.0.2.1', '-t', 'all', '-d', '3', '--json']);
  const { author } = JSON.parse(added.stdout).added[0];
  expect(author).not.toBe('unknown');
  endless.end();
  expect((await load).exitCode).toBe(0);
  const log = service.log.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  const ended = log.filter(({ message }) => message === 'command ended');
  expect(ended.map(({ command, exit }) => [command, exit])).toEqual([
    ['ingest', 0],
    ['serve', 1],
    ['findings', 0],
    ['finding mark', 0],
    ['whitelist insert', 0],
    ['ingest', 0],
  ]);
  const { username, uid } = userInfo();
  for (const line of ended) expect(line).toMatchObject({ user: username, uid });
  expect(await service.end('SIGTERM')).toBe(0);
});

test("a command in the service uses the secrets named by the service's sources, and after a kill works on its own", async () => {
  const yaml = path.join(folder, 'sundial.yaml');
  const account = `url: "${double.url}", download_url: "${double.downloadUrl}", delay_seconds: 0`;
  writeFileSync(
    yaml,
    `sources:\n  - {name: cert, kind: api, ${account}, key_env: CERT_KEY, secret_env: CERT_SECRET}\n`,
  );
  const without = { SUNDIAL_API_KEY: '', SUNDIAL_API_SECRET: '' };
  service = new Service({ ...without, CERT_KEY: double.key, CERT_SECRET: double.secret });
  await service.said('service began');
  const fetched = await run(['fetch', '--source', 'cert', '--date', DATE, '--json']);
  expect([fetched.exitCode, JSON.parse(fetched.stdout)]).toMatchObject([0, { status: 'done' }]);
  await service.end('SIGKILL');
  service = undefined;
  expect((await run(['reports'])).exitCode).toBe(0);
  const alone = await run(['fetch', '--source', 'cert']);
  expect([alone.exitCode, alone.stderr]).toEqual([2, expect.stringContaining('CERT_KEY is not set')]);
  rmSync(yaml);
});

test('the service ends in order while a download hangs, and resumes the download the next time', async () => {
  const late = report('late', DATE, 'scan_ssl', 4);
  double.reports = [...double.reports, late];
  double.fail({ on: 'download', file: late.file, stallAfter: 50 });
  service = new Service();
  await service.said('service began');
  while (!double.asked.some(({ what, request }) => what === 'download' && request.file === late.file))
    await new Promise((resolve) => setImmediate(resolve));
  expect(await service.end('SIGTERM')).toBe(0);
  service = undefined;
  const fetched = await run(['fetch', '--date', DATE, '--json']);
  expect(JSON.parse(fetched.stdout)).toMatchObject({ status: 'done', new: 1 });
});
