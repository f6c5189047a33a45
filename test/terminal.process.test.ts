// Runs commands on a real terminal and into pipes whose reader goes away, in their own process and in the service.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';
import { widthOf } from '../src/text/index.js';
import { SUNDIAL, sundial } from './support/cli.js';

const python = spawnSync('python3', ['--version']).status === 0;

/** Runs a command on a terminal of a given width, and prints the bytes sent to the terminal. */
const TERMINAL = `
import fcntl, os, pty, struct, sys, termios
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 40, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
while True:
    try: sent = os.read(terminal, 65536)
    except OSError: break
    if not sent: break
    sys.stdout.buffer.write(sent)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`;

let folder: string;
let service: ChildProcess;
const env = () => ({
  SUNDIAL_CLOCK: '2026-02-01T07:00:00Z',
  SUNDIAL_DATA_DIR: path.join(folder, 'data'),
  SUNDIAL_HTTP_PORT: '0',
  SUNDIAL_WEB_PORT: '0',
});

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sundial-terminal-'));
  await placeEmptyStore(path.join(folder, 'data'));
  const rows = Array.from({ length: 500 }, (_, at) => `2026-01-31 00:00:01,192.0.2.${at % 250},${at}`);
  const report = path.join(folder, '2026-01-31-scan_http-example-asn.csv');
  writeFileSync(report, ['timestamp,ip,port', ...rows].join('\n'));
  await sundial(['ingest', report], { env: env() });
  service = spawn(process.execPath, [SUNDIAL, 'serve'], {
    env: { ...process.env, ...env() },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const line of createInterface(service.stderr!)) if (line.includes('service began')) break;
  service.stderr!.resume();
});
afterAll(async () => {
  const ended = new Promise((resolve) => service.once('close', resolve));
  service.kill('SIGKILL');
  await ended;
  rmSync(folder, { recursive: true, force: true });
});

/** `types` does not need the store and runs in its own process; the others run in the service. */
const COMMANDS = [['types'], ['findings'], ['reports'], ['query', '--limit', '5'], ['config']];

describe.skipIf(!python)('on a terminal', () => {
  const shown = (columns: number, args: readonly string[], more: Record<string, string> = {}) => {
    const command = ['-c', TERMINAL, String(columns), process.execPath, SUNDIAL, ...args];
    const { status, stdout } = spawnSync('python3', command, {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '', TERM: 'xterm', ...env(), ...more },
    });
    expect(status).toBe(0);
    return stdout.split('\r\n');
  };

  it.each(COMMANDS)('%s is a coloured table that fits', (...args) => {
    for (const columns of [50, 100]) {
      const lines = shown(columns, args);
      expect(lines.some((line) => line.startsWith('┌'))).toBe(true);
      expect(lines.join('\n')).toContain('\u001b[');
      for (const line of lines.filter((each) => !each.startsWith('There are more')))
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
  });

  it('has no colours if NO_COLOR is set, in the service as well', () => {
    for (const args of [['types'], ['findings']])
      expect(shown(80, args, { NO_COLOR: '1' }).join('\n')).not.toContain('\u001b[');
  });
});

describe('in a pipe', () => {
  it.each(COMMANDS)('%s has neither borders nor colours', async (...args) => {
    const { stdout, exitCode } = await sundial(args, { env: env() });
    expect(exitCode).toBe(0);
    expect(stdout).not.toMatch(/[│┌\u001b]/);
  });

  it.each([
    'types',
    'types --json',
    '--help',
    'reports original 1',
    'query --limit 500',
    'sql "SELECT repeat(\'x\', 1000000)"',
  ])('%s is quiet if the reader goes away', (command) => {
    const script = `"$0" "$1" ${command} | head -c 1 > /dev/null; exit \${PIPESTATUS[0]}`;
    const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath, SUNDIAL], {
      encoding: 'utf8',
      env: { ...process.env, ...env() },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['query', '--type', 'a\u001b[31mb\nc'],
    ['query', '--format', 'a\u001b]8;;http://example.com\u0007b'],
    ['a\u009b31mb'],
    ['show', 'a\u202eb'],
  ])('the error of %j cannot change the terminal', async (...args) => {
    const { stderr, exitCode } = await sundial(args, { env: env() });
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^error: [^\p{Cc}\p{Cf}]+\n/u);
    expect(stderr).not.toMatch(/[\u001b\u0007\u009b\u202e]/);
  });

  it('reports that results could not be written', () => {
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', '"$0" "$1" types > /dev/full', process.execPath, SUNDIAL],
      {
        encoding: 'utf8',
        env: { ...process.env, ...env() },
      },
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: results could not be written \(ENOSPC.*\)\n$/);
  });
});
