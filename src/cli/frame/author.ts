// Who a change is attributed to: the option, else the user's name in the environment, else what the system knows.
import { type Command, Option } from 'commander';
import type { CliContext } from './context.js';

/** What commander hands over of them. */
export interface AuthorOptions {
  readonly reason?: string;
  readonly author?: string;
}

/** Declares `--reason` and `--author`. */
export function addAuthorship(command: Command): Command {
  return command
    .addOption(new Option('--reason <text>', 'why, for those who read it later'))
    .addOption(new Option('--author <name>', 'who decides this (default: the user)'));
}

/** Reads them. */
export function readAuthorship(
  options: AuthorOptions,
  { env, user }: Pick<CliContext, 'env' | 'user'>,
): { author: string; reason?: string } {
  // Behind sudo the environment names root.
  const named = user.uid === 0 ? undefined : env.USER || env.LOGNAME;
  const author = options.author ?? named ?? user.name;
  return { author, ...(options.reason !== undefined && { reason: options.reason }) };
}
