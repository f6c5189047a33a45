// Declares the option by which commands are told which source they are about.

import type { Command } from 'commander';
import type { GlobalOptions } from '../frame/global-options.js';

/** What commander hands over of the option. */
export interface SourceOptions extends GlobalOptions {
  readonly source?: string;
}

/** Adds `--source`. */
export function addSource(command: Command): Command {
  return command.option('--source <name>', 'only this source, by its name in the configuration');
}
