// Runs the command line like a user: in its own process, which a test may watch, feed or kill.
import { spawn } from 'node:child_process';
import { readFileSync, watch } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { workOf } from './work.js';

export const SUNDIAL = fileURLToPath(new URL('../../bin/sundial.js', import.meta.url));

export interface Finished {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds of processor time; 0 unless it was watched. */
  readonly work: number;
  /** VmHWM, the largest resident size; 0 unless it was watched. */
  readonly peakBytes: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Readable;
  /** Sends SIGKILL after a number of milliseconds of processor time, or after a number of changes in a folder. */
  readonly killAtWork?: number;
  readonly killAtChange?: { readonly folder: string; readonly changes: number };
  readonly watchMemory?: boolean;
  readonly watchWork?: boolean;
}

const WATCH_MEMORY_MS = 25;
const WATCH_WORK_MS = 5;

/** Runs Node with these arguments to its end. */
export async function runNode(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: { ...process.env, SUNDIAL_CLOCK: '2026-02-01T07:00:00Z', ...options.env },
    stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  let peakBytes = 0;
  let work = 0;
  const { killAtWork = Number.POSITIVE_INFINITY } = options;
  const timers = [
    options.watchMemory &&
      setInterval(() => {
        peakBytes = Math.max(peakBytes, residentPeak(child.pid));
      }, WATCH_MEMORY_MS),
    (options.watchWork || options.killAtWork !== undefined) &&
      setInterval(() => {
        work = Math.max(work, workSoFar(child.pid));
        if (work >= killAtWork) child.kill('SIGKILL');
      }, WATCH_WORK_MS),
  ];
  let changes = 0;
  const watcher =
    options.killAtChange &&
    watch(options.killAtChange.folder, () => {
      changes++;
      if (changes === options.killAtChange!.changes) child.kill('SIGKILL');
    });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout!.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr!.on('data', (chunk: Buffer) => err.push(chunk));
  // A child that ends early closes its end of the pipe, which must not make the test fail.
  child.stdin?.on('error', () => {});
  if (options.stdin) options.stdin.pipe(child.stdin!);
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, ended) => resolve([code, ended]));
  });
  for (const timer of timers) if (timer) clearInterval(timer);
  watcher?.close();
  return {
    exitCode,
    signal,
    stdout: Buffer.concat(out).toString(),
    stderr: Buffer.concat(err).toString(),
    work,
    peakBytes,
  };
}

/** Runs `sundial` with these arguments. */
export function sundial(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return runNode([SUNDIAL, ...args], options);
}

function residentPeak(pid: number | undefined): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function workSoFar(pid: number | undefined): number {
  try {
    return pid === undefined ? 0 : workOf(pid);
  } catch {
    return 0;
  }
}
