// `sundial replay`: loads reports again from the archive, with today's reader and catalogue.

import type { Command } from 'commander';
import { SundialError } from '../../../domain/errors.js';
import { addSelection, readSelection, type SelectionOptions } from '../../filters/selection.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { withWorkspace } from '../../frame/workspace.js';
import { noteLeftOut, printReplayed } from '../../print/replayed.js';

type Options = GlobalOptions & SelectionOptions & { readonly all?: boolean };

export function declareReplay(program: Command, context: CliContext): void {
  const command = addSelection(
    program
      .command('replay')
      .description('load reports again from the archive, with this version of Sundial')
      .argument('[id...]', 'ids from "sundial reports"'),
  ).option('--all', 'every loaded report');
  bindAction<Options>(command, context, (ids, options) =>
    withWorkspace(options, context, async (workspace) => {
      const { reportsToReplay, runReplay } = await import('../../../pipeline/index.js');
      const filter = await readSelection(options, workspace, context.clock);
      if (ids.length === 0 && Object.keys(filter).length === 0 && !options.all)
        throw new SundialError('usage', {
          problem: 'select reports by ids, --type, --date, --list or --all',
        });
      const { rows, leftOut } = await reportsToReplay(workspace, ids, filter);
      noteLeftOut(leftOut, context);
      const replayed = await runReplay(workspace, rows, { command: 'replay', clock: context.clock });
      return printReplayed(replayed, options, context);
    }),
  );
}
