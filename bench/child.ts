// Runs one measured command in its own process: wall time, peak memory, and output.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Measured {
  readonly seconds: number;
  /** VmHWM: the peak resident size of the process; 0 if the system does not report it. */
  readonly peakBytes: number;
  /** The largest values of `residentOf`, each by itself. */
  readonly peakAnonymousBytes: number;
  readonly peakFileBytes: number;
  /** User and system time of the process, as of the last reading; 0 if the system does not report it. */
  readonly processorSeconds: number;
  readonly stdout: string;
  readonly exitCode: number;
}

export interface ChildOptions {
  /** The program; Node if omitted. */
  readonly program?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that do not count as failures. */
  readonly accept?: readonly number[];
}

/** Memory of a process in use, in bytes. */
export interface Resident {
  /** Memory that only this process can hold. */
  readonly anonymousBytes: number;
  /** Pages of files, such as the engine's library. */
  readonly fileBytes: number;
}

/** Interval of readings. The system records the peak of all memory; peaks of its kinds may fall between two readings. */
const WATCH_MS = 20;

/** The command line as users start it. */
export const SUNDIAL = fileURLToPath(new URL('../bin/sundial.js', import.meta.url));

/** Arguments that let Node run one of the benchmark's own TypeScript files. */
export function script(name: string): string[] {
  return ['--import', 'tsx', fileURLToPath(new URL(name, import.meta.url))];
}

/** Runs a program with `args`. @throws Error with the child's stderr if it fails */
export async function measure(args: readonly string[], options: ChildOptions = {}): Promise<Measured> {
  const started = performance.now();
  const child = spawn(options.program ?? process.execPath, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let peakBytes = 0;
  let peak: Resident = { anonymousBytes: 0, fileBytes: 0 };
  let processorSeconds = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
    peak = higherOf(peak, residentOf(child.pid));
    processorSeconds = Math.max(processorSeconds, processSeconds(child.pid));
  }, WATCH_MS);
  const texts = ['', ''];
  for (const [at, stream] of [child.stdout, child.stderr].entries())
    stream.setEncoding('utf8').on('data', (text: string) => {
      texts[at] += text;
    });
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? -1));
  });
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  if (!(options.accept ?? [0]).includes(exitCode))
    throw new Error(`${args.slice(0, 4).join(' ')} ended with ${exitCode}: ${texts[1]!.slice(-2_000)}`);
  return {
    ...{ seconds, processorSeconds, peakBytes, stdout: texts[0]!, exitCode },
    ...{ peakAnonymousBytes: peak.anonymousBytes, peakFileBytes: peak.fileBytes },
  };
}

/** The highest resident size of a process so far, in bytes. */
export function peakOf(pid: number | undefined): number {
  return statusOf(pid, 'VmHWM');
}

/** The resident memory of a process now; zeros if it has ended or the system does not report it. */
export function residentOf(pid: number | undefined): Resident {
  return { anonymousBytes: statusOf(pid, 'RssAnon'), fileBytes: statusOf(pid, 'RssFile') };
}

/** The larger of each value. */
function higherOf(a: Resident, b: Resident): Resident {
  return {
    anonymousBytes: Math.max(a.anonymousBytes, b.anonymousBytes),
    fileBytes: Math.max(a.fileBytes, b.fileBytes),
  };
}

/** A size in bytes from the status file of a process. */
function statusOf(pid: number | undefined, name: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The kernel counts processor time for other programs in hundredths of a second (USER_HZ, proc(5)). */
const TICKS = 100;

/** Seconds of processor time that a running process took so far; 0 if the system does not report it. */
export function processSeconds(pid: number | undefined): number {
  return secondsFrom(pid, 11);
}

/** Seconds of processor time that all ended children of this process took; 0 if the system does not report it. */
export function childrenSeconds(): number {
  return secondsFrom('self', 13);
}

/** @param field the place of the user's time, which the system's time follows, counted from the process's state */
function secondsFrom(process: number | string | undefined, field: number): number {
  try {
    const stat = readFileSync(`/proc/${process}/stat`, 'utf8');
    // The name in parentheses may contain any characters.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[field]) + Number(fields[field + 1])) / TICKS;
  } catch {
    return 0;
  }
}
