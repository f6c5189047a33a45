// `sundial config`: shows every option, its value and its origin.

import type { Command } from 'commander';
import type { ExplainedOption } from '../../../config/index.js';
import { EXIT } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { Page } from '../../frame/page.js';

export function declareConfig(program: Command, context: CliContext): void {
  const command = program.command('config').description('show every option, its value and its origin');
  bindAction(command, context, async (_args, options) => {
    const { explainSettings, loadSettings } = await import('../../../config/index.js');
    const loaded = await loadSettings({ flags: { ...options }, env: context.env, cwd: context.cwd });
    for (const warning of loaded.warnings) context.note(`warning: ${warning}`);
    const explained = explainSettings(loaded);
    context.print(
      options.json ? json({ options: explained }, 2) : await optionsTable(explained, context.page),
    );
    return EXIT.done;
  });
}

async function optionsTable(explained: readonly ExplainedOption[], page: Page): Promise<string> {
  const [{ table }, { valueText }] = await Promise.all([
    import('../../print/table.js'),
    import('../../../config/index.js'),
  ]);
  const rows = explained.map(({ name, value, source }) => [name, valueText(value), source]);
  return table(page, ['option', 'value', 'from'], rows, { isWhole: true });
}
