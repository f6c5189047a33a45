// What a command may use of the world around it: streams, environment, clock; the service and tests replace them.
import { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import { type Clock, systemClock } from '../../domain/clock.js';
import { asSundialError, EXIT } from '../../domain/errors.js';
import { HeldByService } from './forward.js';
import type { HeldWorkspace } from './workspace.js';

export interface CliContext {
  /** The command line without node and script name, to hand on to the service that holds the store. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly clock: Clock;
  /** Whether a person watches: progress bars and colour only then. */
  readonly interactive: boolean;
  /** Characters of a line of the person's terminal. */
  readonly columns: number;
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
  /** Settles the exit code. */
  readonly exit: (code: number) => void;
  /** What the service holds open, where the command runs inside it. */
  readonly held?: HeldWorkspace;
}

export function processContext(args: readonly string[] = process.argv.slice(2)): CliContext {
  return {
    args,
    env: process.env,
    cwd: process.cwd(),
    clock: systemClock(process.env),
    interactive: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    // Not before a command asks: touching it keeps a terminal's input open.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    print: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    draw: (line) => void process.stderr.write(`\r\u001b[K${line}`),
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
    stdin: Readable.from([]),
    stdout: new Writable({ write: (_chunk, _encoding, done) => done() }),
    print: silent,
    note: silent,
    draw: silent,
    onInterrupt: () => silent,
    exit: silent,
  };
}

/** A command's work: receives positional arguments and options, returns the exit code. */
export type Action = (args: string[], options: Record<string, unknown>) => Promise<number>;

/**
 * Binds an action to a commander command. Errors become one line on stderr (or a JSON object on stdout with
 * `--json`) and the exit code of the errors table. A command that finds the store held by the service runs there.
 */
export function bindAction(command: Command, context: CliContext, action: Action): void {
  command.action(async () => {
    const options = command.optsWithGlobals() as Record<string, unknown>;
    try {
      context.exit(await orInService(() => action(command.args, options), context));
    } catch (thrown) {
      const error = asSundialError(thrown);
      if (options.json)
        context.print(JSON.stringify({ error: { code: error.code, message: error.message } }));
      else context.note(`error: ${error.message}`);
      if (error.code === 'internal' && context.env.SUNDIAL_DEBUG)
        context.note(String((error.cause as Error)?.stack));
      context.exit(error.row.exit ?? EXIT.failed);
    }
  });
}

async function orInService(work: () => Promise<number>, context: CliContext): Promise<number> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof HeldByService) return thrown.run(context);
    throw thrown;
  }
}
