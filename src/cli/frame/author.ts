// Determines the author of a change: the option, else the user's name in the environment, else the system's name.
import { type Command, Option } from 'commander';
import type { CliContext } from './context.js';

/** The options in commander's form. */
export interface AuthorOptions {
  readonly reason?: string;
  readonly author?: string;
}

/** Declares `--reason` and `--author`. */
export function addAuthorship(command: Command): Command {
  return command
    .addOption(new Option('--reason <text>', 'the reason, for later readers'))
    .addOption(new Option('--author <name>', 'the person who decides (default: the user)'));
}

/** Reads the options. */
export function readAuthorship(
  options: AuthorOptions,
  { env, user }: Pick<CliContext, 'env' | 'user'>,
): { author: string; reason?: string } {
  // Behind sudo the environment names root.
  const named = user.uid === 0 ? undefined : env.USER || env.LOGNAME;
  const author = options.author ?? named ?? user.name;
  return { author, ...(options.reason !== undefined && { reason: options.reason }) };
}
