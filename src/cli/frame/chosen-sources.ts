// Opens the sources of a command, reads them in turn, and prints the results.

import type { Source } from '../../collect/index.js';
import type { Settings } from '../../config/index.js';
import type { OpenSource, ReadOptions } from '../../pipeline/index.js';
import { json } from '../../text/index.js';
import type { SourceOptions } from '../filters/source.js';
import type { CliContext } from './context.js';
import type { GlobalOptions } from './global-options.js';
import { interruptible } from './interrupt.js';
import type { Workspace } from './workspace.js';

/** A command's request to the sources, which replaces what is due and configured. */
export type Asked = Pick<ReadOptions, 'asked' | 'selection' | 'command'>;

/**
 * Opens all sources that the command reads by hand, or the one that `--source` names.
 *
 * @throws SundialError `usage`, `api-credentials` if there is none
 */
export async function openChosen(
  command: string,
  { settings, catalogue }: Pick<Workspace, 'settings'> & Partial<Pick<Workspace, 'catalogue'>>,
  { source: name }: SourceOptions,
  { clock, env }: CliContext,
): Promise<OpenSource[]> {
  const { chosenEntries, openEntries, sourceEntries } = await import('../../pipeline/index.js');
  const entries = chosenEntries(sourceEntries(settings), { command, name });
  return openEntries(entries, settings, { clock, env, ...(catalogue && { catalogue }) });
}

/** Opens the only source of the command's kind, or the one that `--source` names. @throws SundialError `usage` */
export async function openOne(
  command: string,
  settings: Settings,
  { source: name }: SourceOptions,
  { clock, env }: CliContext,
): Promise<Source> {
  const { chosenEntry, openEntries, sourceEntries } = await import('../../pipeline/index.js');
  const entry = chosenEntry(sourceEntries(settings), { command, name });
  const [opened] = await openEntries([entry], settings, { clock, env });
  return opened!.source;
}

interface ReadingOptions extends GlobalOptions {
  readonly failOnEmpty?: boolean;
}

/** Reads sources, prints the results, closes the sources, and returns the exit code. */
export async function readChosen(
  sources: readonly OpenSource[],
  workspace: Workspace,
  options: ReadingOptions,
  context: CliContext,
  asked: Asked,
): Promise<number> {
  const [{ closeSources, readEach, readSource }, { ReadingProgress }, print] = await Promise.all([
    import('../../pipeline/index.js'),
    import('../print/reading-progress.js'),
    import('../print/source-summary.js'),
  ]);
  const { clock } = context;
  const watch = new ReadingProgress(context, options.json === true);
  const failOnEmpty = options.failOnEmpty === true;
  try {
    return await interruptible(context, async (signal) => {
      const [only, ...others] = sources;
      if (only && others.length === 0) {
        const read = await readSource(workspace, only, { clock, watch, signal, ...asked });
        watch.stop();
        context.print(options.json ? json(print.readJson(read)) : print.readText(read, context.page));
        return print.readExitCode(read, failOnEmpty);
      }
      const cycle = await readEach(workspace, { sources, clock, watch, signal, ...asked });
      watch.stop();
      print.printCycle(cycle, options, context);
      return print.cycleExitCode(cycle, failOnEmpty);
    });
  } finally {
    watch.stop();
    await closeSources(sources);
  }
}
