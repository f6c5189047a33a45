// Declares the option that selects a source.

import type { Command } from 'commander';
import type { GlobalOptions } from '../frame/global-options.js';

/** The option in commander's form. */
export interface SourceOptions extends GlobalOptions {
  readonly source?: string;
}

/** Adds `--source`. */
export function addSource(command: Command): Command {
  return command.option('--source <name>', 'only this source, by its name in the configuration');
}
