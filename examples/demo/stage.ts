// The demo's stage: a temporary folder with the sample reports, in which commands run as a user would run them.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Step {
  readonly title: string;
  readonly explanation: string;
  /** The arguments of `sundial`; or a function that derives them from answers of `ask`. */
  readonly args: readonly string[] | ((ask: Ask) => readonly string[]);
  /** The expected exit code of the step; 3 means that something was set aside. */
  readonly exit?: number;
  /** Lines of the output that the demo omits. */
  readonly leaveOut?: RegExp;
  /** The number of lines to show; the others are counted. */
  readonly lines?: number;
}

/** Runs a command behind the scenes and returns its JSON. */
export type Ask = (...args: string[]) => unknown;

export interface Stage {
  readonly folder: string;
  perform(step: Step): void;
  say(text: string): void;
  /** Starts `sundial serve` with its own ports and its log as JSON. */
  serve(env: Readonly<Record<string, string>>): ChildProcess;
  remove(): void;
}

export function openStage(root: string): Stage {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-demo-'));
  for (const given of ['reports', 'inventory.csv'])
    cpSync(path.join(root, 'examples', given), path.join(folder, given), { recursive: true });
  cpSync(path.join(root, 'examples', 'demo', 'sundial.yaml'), path.join(folder, 'sundial.yaml'));
  const bin = path.join(root, 'bin', 'sundial.js');
  // The demo is the same on every machine, so it ignores personal settings.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('SUNDIAL_'));
  const env = {
    ...Object.fromEntries(own),
    SUNDIAL_DATA_DIR: path.join(folder, 'data'),
    SUNDIAL_CLOCK: '2026-03-05T09:00:00Z',
    USER: 'analyst',
  };

  const run = (args: readonly string[], exit: number, stderr: 'inherit' | 'pipe'): string => {
    const result = spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', stderr],
    });
    if (result.status !== exit) {
      throw new Error(
        `sundial ${args.join(' ')} ended with ${result.status ?? result.signal} instead of ${exit}`,
      );
    }
    return result.stdout;
  };
  const ask: Ask = (...args) => JSON.parse(run([...args, '--json'], 0, 'pipe'));

  return {
    folder,
    perform({ title, explanation, args, exit = 0, leaveOut, lines: most = Number.POSITIVE_INFINITY }) {
      const given = typeof args === 'function' ? args(ask) : args;
      console.log(
        `\n${bold(`# ${title}`)}\n${explanation}\n\n${bold(`$ sundial ${given.map(quoted).join(' ')}`)}`,
      );
      const all = run(given, exit, 'inherit').trimEnd().split('\n');
      const lines = all.filter((line) => !leaveOut?.test(line));
      console.log(lines.slice(0, most).join('\n'));
      if (lines.length > most) console.log(`... and ${lines.length - most} more lines`);
    },
    serve: (more) =>
      spawn(process.execPath, [bin, 'serve'], {
        cwd: folder,
        env: { ...env, SUNDIAL_HTTP_PORT: '0', ...more },
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    say: (text) => console.log(`\n${text}`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const colours = process.stdout.isTTY && !process.env.NO_COLOR;

function bold(text: string): string {
  return colours ? `\u001b[1m${text}\u001b[0m` : text;
}

/** An argument as typed in a shell. */
function quoted(argument: string): string {
  return /^[\w./:=,-]+$/.test(argument) ? argument : `"${argument}"`;
}
