// Binds the work of a command to the command line: shows its errors, sets its exit code, and passes it to the service
// if one holds the store.

import type { Command } from 'commander';
import { asSundialError } from '../../domain/errors.js';
import { RUN_AGAIN } from '../../socket/index.js';
import type { CliContext } from './context.js';
import { HeldByService } from './forward.js';
import type { GlobalOptions } from './global-options.js';
import { showError } from './show-error.js';

/** A command's work: receives positional arguments and options, returns the exit code. */
export type Action<O extends GlobalOptions> = (args: string[], options: O) => Promise<number>;

/**
 * Binds an action to a commander command. Errors become one line on stderr (or a JSON object on stdout with
 * `--json`) and the exit code of the errors table. `O` names the options that the command declares. A command that finds the store held by the service runs there.
 */
export function bindAction<O extends GlobalOptions = GlobalOptions>(
  command: Command,
  context: CliContext,
  action: Action<O>,
): void {
  command.action(async () => {
    const options = command.optsWithGlobals<O>();
    context.began?.(nameOf(command));
    try {
      context.exit(await orInService(() => action(command.args, options), context));
    } catch (thrown) {
      const { code } = asSundialError(thrown);
      if (code === 'turn-left' && context.held?.isLeaving()) return context.exit(RUN_AGAIN);
      showError(thrown, options.json === true, context);
    }
  });
}

/** The command's words without `sundial`: `whitelist insert`. */
function nameOf(command: Command): string {
  const parent = command.parent?.parent ? `${nameOf(command.parent)} ` : '';
  return parent + command.name();
}

async function orInService(work: () => Promise<number>, context: CliContext): Promise<number> {
  for (;;) {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof HeldByService)) throw thrown;
      const code = await thrown.run(context);
      if (code !== RUN_AGAIN) return code;
    }
  }
}
