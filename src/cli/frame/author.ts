// Who a change is attributed to: the option, else the user's name in the environment.
import { type Command, Option } from 'commander';
import type { CliContext } from './context.js';

/** Declares `--reason` and `--author`. */
export function addAuthorship(command: Command): Command {
  return command
    .addOption(new Option('--reason <text>', 'why, for those who read it later'))
    .addOption(new Option('--author <name>', 'who decides this (default: the user)'));
}

/** Reads them. */
export function readAuthorship(
  options: Record<string, unknown>,
  { env }: CliContext,
): { author: string; reason?: string } {
  const author = String(options.author ?? env.USER ?? env.LOGNAME ?? 'unknown');
  return { author, ...(options.reason !== undefined && { reason: String(options.reason) }) };
}
