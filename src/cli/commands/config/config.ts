// `sundial config`: shows every option, its value and the place it came from.
import type { Command } from 'commander';
import type { ExplainedOption } from '../../../config/index.js';
import { EXIT } from '../../../domain/errors.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';

export function declareConfig(program: Command, context: CliContext): void {
  const command = program
    .command('config')
    .description('show every option, its value and where it came from');
  bindAction(command, context, async (_args, options) => {
    const { explainSettings, loadSettings } = await import('../../../config/index.js');
    const loaded = await loadSettings({ flags: options, env: context.env, cwd: context.cwd });
    for (const warning of loaded.warnings) context.note(`warning: ${warning}`);
    const explained = explainSettings(loaded);
    context.print(options.json ? JSON.stringify({ options: explained }, null, 2) : await table(explained));
    return EXIT.done;
  });
}

async function table(explained: readonly ExplainedOption[]): Promise<string> {
  const [{ default: Table }, { valueText }] = await Promise.all([
    import('cli-table3'),
    import('../../../config/index.js'),
  ]);
  // No colour: the table is a result and may be redirected.
  const rows = new Table({ head: ['option', 'value', 'from'], style: { head: [], border: [] } });
  rows.push(...explained.map(({ name, value, source }) => [name, valueText(value), source]));
  return rows.toString();
}
