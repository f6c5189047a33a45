// The context of a command: streams, environment and clock, which the service and tests replace.
import { Readable, Writable } from 'node:stream';
import { type Clock, systemClock } from '../../domain/clock.js';
import type { Store } from '../../store/index.js';
import { printable, printableLines } from '../../text/index.js';
import { type Page, PLAIN_PAGE, pageOf } from './page.js';
import { processOutput } from './process-output.js';
import { processUser, type User } from './user.js';

/** The open resources of the service for commands that run inside it. */
export interface HeldWorkspace {
  readonly store: Store;
  /** Runs work that writes, while no other writing work runs. */
  readonly inTurn: TakeTurn;
  /** Runs a person's edit, which waits only for other edits. */
  readonly inEditTurn: TakeTurn;
  /** Whether the process is the service, and not another command. */
  readonly isService: boolean;
  /** Whether the process is about to release the store, so that work that has not begun must run in another process. */
  readonly isLeaving: () => boolean;
}

/** Runs work when its turn comes. */
export type TakeTurn = <T>(work: () => Promise<T>, wait: TurnWait) => Promise<T>;

export interface TurnWait {
  /** Gives up the place if the work has not begun. */
  readonly signal: AbortSignal;
  /** Called with the holder of the turn if the work has to wait. Throwing gives up the place. */
  readonly waits: (holder: { readonly name: string; readonly since: Date }) => void;
}

export interface CliContext {
  /** The command line without node and script name, to pass to the service that holds the store. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly clock: Clock;
  /** Whether a person is watching, so that progress bars and colour make sense. */
  readonly interactive: boolean;
  /** The width of the terminal in characters, for progress and notes. */
  readonly columns: number;
  /** The page on which results are printed. */
  readonly page: Page;
  readonly stdin: Readable;
  /** For results that are bytes rather than text. */
  readonly stdout: Writable;
  /** Prints results, the only output on stdout. */
  readonly print: (text: string) => void;
  /** Prints progress, warnings and errors, which go to stderr. */
  readonly note: (text: string) => void;
  /** Replaces the terminal's last line if a person is watching; an empty text clears it. */
  readonly draw: (line: string) => void;
  /** Calls `stop` once at Ctrl-C; returns a function that removes this handler. */
  readonly onInterrupt: (stop: () => void) => () => void;
  /** The user who runs the command. */
  readonly user: User;
  /** Called with the command's name, such as `whitelist insert`, before the command does anything. */
  readonly began?: (command: string) => void;
  /** The name that was passed to `began`. */
  readonly commandName?: () => string;
  /** Runs command lines of other processes in this one while it holds the store. */
  readonly runLine?: RunLine;
  /** Sets the exit code. */
  readonly exit: (code: number) => void;
  /** The open resources of the service, if the command runs inside it. */
  readonly held?: HeldWorkspace;
}

/** Runs one command line (without node and script name) in a context, which receives the exit code. */
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
    // Only when a command asks for it, because access to stdin keeps a terminal's input open.
    get stdin() {
      return process.stdin;
    },
    user: processUser(process.env),
    stdout: stdout.bytes,
    print: (text) => stdout.write(`${text}\n`),
    note: (text) => stderr.write(`${printableLines(text)}\n`),
    draw: (line) => stderr.write(`\r\u001b[K${printable(line)}`),
    onInterrupt: (stop) => {
      process.once('SIGINT', stop);
      return () => process.removeListener('SIGINT', stop);
    },
    exit: (code) => {
      process.exitCode = code;
    },
  };
}

/** A context that reads and prints nothing, for inspecting the program without running it. */
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
