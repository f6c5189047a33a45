// Runs one measured command in its own process: wall time, peak memory, and output.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Measured {
  readonly seconds: number;
  /** VmHWM: the peak resident size of the process; 0 if the system does not report it. */
  readonly peakBytes: number;
  readonly stdout: string;
  readonly exitCode: number;
}

export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes that do not count as failures. */
  readonly accept?: readonly number[];
}

/** Interval at which the peak is read; since the peak only grows, only growth in the last moments is missed. */
const WATCH_MS = 20;

/** The command line as users start it. */
export const SUNDIAL = fileURLToPath(new URL('../bin/sundial.js', import.meta.url));

/** Arguments that let Node run one of the benchmark's own TypeScript files. */
export function script(name: string): string[] {
  return ['--import', 'tsx', fileURLToPath(new URL(name, import.meta.url))];
}

/** Runs Node with `args`. @throws Error with the child's stderr if it fails */
export async function measure(args: readonly string[], options: ChildOptions = {}): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(child.pid));
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
  return { seconds, peakBytes, stdout: texts[0]!, exitCode };
}

/** The highest resident size of a process so far, from its status file. */
export function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** The kernel counts processor time for other programs in hundredths of a second (USER_HZ, proc(5)). */
const TICKS = 100;

/** Seconds of processor time that all ended children of this process took; 0 where the system does not tell. */
export function childrenSeconds(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    // The name in parentheses may contain any characters; the children's times are the 16th and 17th fields.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[13]) + Number(fields[14])) / TICKS;
  } catch {
    return 0;
  }
}
