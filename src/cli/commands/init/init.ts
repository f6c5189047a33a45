// `sundial init`: writes a configuration file with every option explained and commented out.

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import { prose } from '../../print/prose.js';

export function declareInit(program: Command, context: CliContext): void {
  const command = program
    .command('init')
    .description('write a configuration file that explains every option')
    .argument('[file]', 'the file to write (default: sundial.yaml in this folder)');
  bindAction(command, context, async ([file], options) => {
    const { CONFIG_FILE, settingsTemplate } = await import('../../../config/index.js');
    const named = file ?? options.config ?? CONFIG_FILE;
    await writeNew(named, resolve(context.cwd, named), settingsTemplate());
    context.print(options.json ? json({ file: named }) : prose(context.page, `${named} written\n${NEXT}`));
    return EXIT.done;
  });
}

const NEXT = `Next: set the options that you need, and load reports with "sundial ingest" or "sundial fetch".
"sundial digest --baseline" then treats existing findings as known, so that the first digest contains only new ones.`;

/** Creates the file so that only its owner can read it, because it may come to contain passwords. */
async function writeNew(named: string, path: string, content: string): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST')
      throw new SundialError('config-exists', { file: named });
    const { fileProblem } = await import('../../../config/index.js');
    throw new SundialError('usage', {
      problem: `${named} cannot be written (${fileProblem(thrown)}). Name a file in a folder that you can write to`,
    });
  }
}
