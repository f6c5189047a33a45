// Runs the command line like a user: in its own process, which a test may watch, feed or kill.
import { spawn } from 'node:child_process';
import { readFileSync, watch } from 'node:fs';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

export const SUNDIAL = fileURLToPath(new URL('../../bin/sundial.js', import.meta.url));

export interface Finished {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly milliseconds: number;
  /** VmHWM, the largest resident size; 0 unless it was watched. */
  readonly peakBytes: number;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: Readable;
  /** Sends SIGKILL after a number of milliseconds, or after a number of changes in a folder. */
  readonly killAfter?: number;
  readonly killAtChange?: { readonly folder: string; readonly changes: number };
  readonly watchMemory?: boolean;
}

const WATCH_MS = 25;

/** Runs Node with these arguments to its end. */
export async function runNode(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: { ...process.env, SUNDIAL_CLOCK: '2026-02-01T07:00:00Z', ...options.env },
    stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  let peakBytes = 0;
  const timers = [
    options.watchMemory &&
      setInterval(() => {
        peakBytes = Math.max(peakBytes, residentPeak(child.pid));
      }, WATCH_MS),
    options.killAfter !== undefined && setTimeout(() => child.kill('SIGKILL'), options.killAfter),
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
  for (const timer of timers) if (timer) clearTimeout(timer);
  watcher?.close();
  return {
    exitCode,
    signal,
    stdout: Buffer.concat(out).toString(),
    stderr: Buffer.concat(err).toString(),
    milliseconds: performance.now() - started,
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
