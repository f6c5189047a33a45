// What a command may use of the world around it: streams, environment, clock; the service and tests replace them.
import { Readable, Writable } from 'node:stream';
import { type Clock, systemClock } from '../../domain/clock.js';
import type { Store } from '../../store/index.js';
import { type Page, PLAIN_PAGE, pageOf } from './page.js';
import { processOutput } from './process-output.js';
import { processUser, type User } from './user.js';

/** What the service holds open while commands run inside it. */
export interface HeldWorkspace {
  readonly store: Store;
  /** Runs work that writes while nothing else that writes runs (one run at a time). */
  readonly inTurn: TakeTurn;
  /** Runs what a person decides; only other decisions are waited for. */
  readonly inDecisionTurn: TakeTurn;
  /** Whether the process is the service, and not another command. */
  readonly isService: boolean;
  /** Whether the process is about to let go of the store, so that what has not begun has to run elsewhere. */
  readonly isLeaving: () => boolean;
}

/** Runs work when its turn comes. */
export type TakeTurn = <T>(work: () => Promise<T>, wait: TurnWait) => Promise<T>;

export interface TurnWait {
  /** Gives the place up while the work has not begun. */
  readonly signal: AbortSignal;
  /** Told what has the turn, where the work has to wait; what this throws gives the place up. */
  readonly waits: (holder: { readonly name: string; readonly since: Date }) => void;
}

export interface CliContext {
  /** The command line without node and script name, to hand on to the service that holds the store. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly clock: Clock;
  /** Whether a person watches: progress bars and colour only then. */
  readonly interactive: boolean;
  /** Characters of a line of the person's terminal, for progress and notes. */
  readonly columns: number;
  /** What results are printed on. */
  readonly page: Page;
  readonly stdin: Readable;
  /** For results that are bytes and no text. */
  readonly stdout: Writable;
  /** Results: the only thing that goes to stdout. */
  readonly print: (text: string) => void;
  /** Progress, warnings and errors: stderr. */
  readonly note: (text: string) => void;
  /** Replaces the terminal's last line, where a person watches; an empty text clears it. */
  readonly draw: (line: string) => void;
  /** Calls `stop` at Ctrl-C, once; returns what takes that back. */
  readonly onInterrupt: (stop: () => void) => () => void;
  /** Who runs the command. */
  readonly user: User;
  /** Told the command's name, such as `whitelist insert`, before it does anything. */
  readonly began?: (command: string) => void;
  /** The name that `began` was told. */
  readonly commandName?: () => string;
  /** Runs command lines of other processes in this one, while it holds the store. */
  readonly runLine?: RunLine;
  /** Sets the exit code. */
  readonly exit: (code: number) => void;
  /** What the service holds open, where the command runs inside it. */
  readonly held?: HeldWorkspace;
}

/** Runs one command line (without node and script name) in a context, which is told the exit code. */
export type RunLine = (args: string[], context: CliContext) => Promise<void>;

export function processContext(args: readonly string[], runLine: RunLine): CliContext {
  const [stdout, stderr] = [processOutput(process.stdout), processOutput(process.stderr)];
  let name = '';
  return {
    runLine,
    began: (command) => {
      name = command;
    },
    commandName: () => name,
    args,
    env: process.env,
    cwd: process.cwd(),
    clock: systemClock(process.env),
    interactive: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    page: pageOf(process.stdout, process.env),
    // Not before a command asks: touching it keeps a terminal's input open.
    get stdin() {
      return process.stdin;
    },
    user: processUser(process.env),
    stdout: stdout.bytes,
    print: (text) => stdout.write(`${text}\n`),
    note: (text) => stderr.write(`${text}\n`),
    draw: (line) => stderr.write(`\r\u001b[K${line}`),
    onInterrupt: (stop) => {
      process.once('SIGINT', stop);
      return () => process.removeListener('SIGINT', stop);
    },
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

/** Surroundings in which nothing is read and nothing printed, to look at the program without running it. */
export function silentContext(): CliContext {
  const silent = () => {};
  return {
    args: [],
    env: {},
    cwd: '.',
    clock: () => new Date(0),
    interactive: false,
    columns: 80,
    page: PLAIN_PAGE,
    user: { name: 'test' },
    stdin: Readable.from([]),
    stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
    print: silent,
    note: silent,
    draw: silent,
    onInterrupt: () => silent,
    exit: silent,
  };
}
