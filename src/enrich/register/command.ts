// Reads what a command prints, without a shell: bounded in size and time, and only if it ends well.
import { type ChildProcess, spawn } from 'node:child_process';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { systemProblem } from '../../domain/system-problem.js';
import { printable } from '../../text/index.js';
import { type RegisterBounds, tooLarge } from './register-source.js';

export interface CommandRequest {
  /** The start of the option's name, for messages. */
  readonly option: string;
  /** A program and its arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly bounds: Pick<RegisterBounds, 'bytes' | 'seconds'>;
}

/** What programs need of the environment; everything else may be a secret of Sundial's options. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR'];

/** A command in the form to show and store: its arguments may hold secrets. */
export const shownCommand = ([program = '']: readonly string[]): string => `command ${program}`;

/**
 * Runs the command in the root folder, with no input and a small environment. When it exceeds a limit, it is killed with the
 * processes that it started.
 *
 * @throws SundialError `inventory-command-failed`, `inventory-command-timeout`, `inventory-too-large`
 */
export async function runCommand({ option, command, env, bounds }: CommandRequest): Promise<Buffer> {
  const what = shownCommand(command);
  const failed = (problem: string, cause?: unknown) =>
    new SundialError('inventory-command-failed', { what, option, problem }, { cause });
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: '/',
    env: { ...passedOn(env), LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a kill reaches the processes that the command started.
    detached: true,
  });
  let stopped: SundialError | undefined;
  const stop = (why: SundialError) => {
    stopped ??= why;
    killGroup(child);
    // A process that left the group may hold the pipes open for as long as it likes.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const seconds = String(bounds.seconds);
  const timer = setTimeout(
    () => stop(new SundialError('inventory-command-timeout', { what, option, seconds })),
    bounds.seconds * 1000,
  );
  const printed = collect(child, bounds.bytes, () => stop(tooLarge(what, bounds.bytes)));
  try {
    const { code, signal } = await ended(child);
    if (stopped) throw stopped;
    if (code === 0) return Buffer.concat(printed.output);
    const said = printable(Buffer.concat(printed.complaint).toString().trim());
    const how = signal ? `it was ended by ${signal}` : `exit code ${code}`;
    throw failed(said === '' ? how : `${how}: ${said}`);
  } catch (thrown) {
    if (thrown instanceof SundialError) throw thrown;
    throw failed(systemProblem(thrown as Error), thrown);
  } finally {
    clearTimeout(timer);
  }
}

const passedOn = (env: Readonly<NodeJS.ProcessEnv>) =>
  Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));

/** The output, up to a limit, and the start of what it complains about. */
function collect(child: ChildProcess, limit: number, exceeded: () => void) {
  const printed = { output: [] as Buffer[], complaint: [] as Buffer[] };
  let [bytes, complained] = [0, 0];
  child.stdout!.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limit) exceeded();
    else printed.output.push(chunk);
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    const kept = chunk.subarray(0, LIMITS.commandComplaintBytes - complained);
    complained += kept.length;
    printed.complaint.push(kept);
  });
  return printed;
}

function ended(child: ChildProcess): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended in the meantime.
  }
}
