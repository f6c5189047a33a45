// `sundial man`: prints the manual page sundial(1).
import type { Command } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';

export function declareMan(program: Command, context: CliContext): void {
  const command = program
    .command('man')
    .description('print the manual page: "sundial man | man -l -" shows it');
  bindAction(command, context, async () => {
    const [{ outlineOf }, { manPage }] = await Promise.all([
      import('../../manual/outline.js'),
      import('../../manual/man-page.js'),
    ]);
    context.print(manPage(outlineOf(program)).trimEnd());
    return EXIT.done;
  });
}
