// Starts `sundial serve` for benchmarks, and runs commands in it as other processes do.
import { type ChildProcess, spawn } from 'node:child_process';
import { Readable, Writable } from 'node:stream';
import { freePort } from '../src/net/testing/free-port.js';
import { findService, runInService } from '../src/socket/index.js';
import { SUNDIAL } from './child.js';

export interface Service {
  readonly child: ChildProcess;
  /** The address of its HTTP server. */
  readonly address: string;
  readonly ended: Promise<unknown>;
}

export interface ServiceOptions {
  /** Arguments of Node. */
  readonly node?: readonly string[];
  /** Arguments of `serve`. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** As in the unit file. */
const MALLOC = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '262144',
  MALLOC_TRIM_THRESHOLD_: '262144',
};

/** Starts the service on any free port; resolves when it accepts commands. @throws Error with its log if it ends before */
export async function startService(
  data: string,
  { node = [], args = [], env = {} }: ServiceOptions = {},
): Promise<Service> {
  const port = String(await freePort());
  const child = spawn(process.execPath, [...node, SUNDIAL, 'serve', '--data-dir', data, ...args], {
    env: { ...process.env, SUNDIAL_HTTP_PORT: port, SUNDIAL_WEB_PORT: '0', ...MALLOC, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (!log.includes('service began')) log += text;
      if (log.includes('service began')) resolve();
    });
    void ended.then((code) => reject(new Error(`the service ended with ${code}: ${log}`)));
  });
  return { child, ended, address: `http://127.0.0.1:${port}` };
}

/** Stops the service as `systemctl stop` does. */
export async function stopService({ child, ended }: Service): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}

/** Runs a command in the service of a data folder. */
export async function runCommand(
  data: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly out: string }> {
  const socket = await findService(data);
  if (!socket) throw new Error('the service no longer listens');
  const request = { args, cwd: data, env: { SUNDIAL_DATA_DIR: data }, interactive: false, columns: 80 };
  const texts: string[] = [];
  const stdout = new Writable({
    write: (chunk, _encoding, done) => {
      texts.push(String(chunk));
      done();
    },
  });
  const code = await runInService(socket, request, {
    stdin: () => Readable.from([]),
    stdout,
    note: () => {},
    draw: () => {},
    onInterrupt: () => () => {},
  });
  return { code, out: texts.join('') };
}
