// What a command may use of the world around it: streams, environment, clock; tests replace them.
import type { Command } from 'commander';
import { type Clock, systemClock } from '../domain/clock.js';
import { asSundialError, EXIT } from '../domain/errors.js';

export interface CliContext {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly clock: Clock;
  /** Whether a person watches: progress bars and colour only then. */
  readonly interactive: boolean;
  /** Results: the only thing that goes to stdout. */
  readonly print: (text: string) => void;
  /** Progress, warnings and errors: stderr. */
  readonly note: (text: string) => void;
}

export function processContext(): CliContext {
  return {
    env: process.env,
    cwd: process.cwd(),
    clock: systemClock(process.env),
    interactive: process.stderr.isTTY === true,
    print: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
  };
}

/** A command's work: receives positional arguments and options, returns the exit code. */
export type Action = (args: string[], options: Record<string, unknown>) => Promise<number>;

/**
 * Binds an action to a commander command. Errors become one line on stderr (or a JSON object on stdout with
 * `--json`) and the exit code of the errors table.
 */
export function bindAction(command: Command, context: CliContext, action: Action): void {
  command.action(async () => {
    const options = command.optsWithGlobals() as Record<string, unknown>;
    try {
      process.exitCode = await action(command.args, options);
    } catch (thrown) {
      const error = asSundialError(thrown);
      if (options.json)
        context.print(JSON.stringify({ error: { code: error.code, message: error.message } }));
      else context.note(`error: ${error.message}`);
      if (error.code === 'internal' && context.env.SUNDIAL_DEBUG)
        context.note(String((error.cause as Error)?.stack));
      process.exitCode = error.row.exit ?? EXIT.failed;
    }
  });
}
