// `sundial ping`: checks that the Reports API answers and accepts the key.

import type { Command } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { addSource } from '../../filters/source.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import { interruptible } from '../../frame/interrupt.js';
import { prose } from '../../print/prose.js';

export function declarePing(program: Command, context: CliContext): void {
  const command = program
    .command('ping')
    .description('check that the Reports API answers and accepts the key and secret');
  addSource(command);
  bindAction(command, context, async (_args, options) => {
    const [{ loadShownSettings }, { openOne }] = await Promise.all([
      import('../../frame/workspace.js'),
      import('../../frame/chosen-sources.js'),
    ]);
    const settings = await loadShownSettings(options, context);
    const source = await openOne('fetch', settings, options, context);
    try {
      const view = await interruptible(context, (signal) => source.check(signal));
      context.print(options.json ? json(view.json) : prose(context.page, view.sentence));
      return EXIT.done;
    } finally {
      await source.close();
    }
  });
}
