// `sundial inventory`: imports and shows the owners of addresses, from a file or another system.

import type { Command } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { readDate } from '../../filters/selection.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import { type AuthorOptions, readAuthorship } from '../../frame/author.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { prose } from '../../print/prose.js';
import { importsTable, importText, matchesTable } from './inventory-output.js';

interface ImportOptions extends GlobalOptions, AuthorOptions {
  readonly part: string;
}

interface LookUpOptions extends GlobalOptions {
  readonly date?: string;
}

interface StatusOptions extends GlobalOptions {
  readonly limit: number;
}

export function declareInventory(program: Command, context: CliContext): void {
  const inventory = program
    .command('inventory')
    .description('import and show the owners of networks, addresses and names');
  bindAction<ImportOptions>(
    inventory
      .command('import')
      .description('replace the inventory, completely or not at all, and report the changes')
      .argument(
        '[source]',
        'a CSV or JSON file, its http(s) address, or a database (default: inventory_source or inventory_command)',
      )
      .option('--part <name>', 'replace only this part, for inventories from several sources', 'inventory')
      .option('--author <name>', 'the person who does this (default: the user)'),
    context,
    ([source], options) => take(source, options, context),
  );
  bindAction<LookUpOptions>(
    inventory
      .command('lookup')
      .description('show the entries that cover an address, network or name, the most specific first')
      .argument('<subject>', 'an address, a network or a host name')
      .option('--date <date>', 'the entries valid on this day (default: today)'),
    context,
    ([subject = ''], options) => lookUp(subject, options, context),
  );
  bindAction<StatusOptions>(
    inventory
      .command('status')
      .description('show past imports and their changes')
      .option('--limit <n>', 'the number of imports to show, newest first', positive, 10),
    context,
    (_args, options) => status(options, context),
  );
}

async function take(from: string | undefined, options: ImportOptions, context: CliContext): Promise<number> {
  const { withWorkspace } = await import('../../frame/workspace.js');
  return withWorkspace(options, context, async (workspace) => {
    const { takeInventory } = await import('../../../pipeline/index.js');
    const { author } = readAuthorship(options, context);
    const { cwd, clock, env } = context;
    const request = { from, cwd, part: options.part, author, clock, env };
    const result = await takeInventory(workspace, request);
    context.print(options.json ? json(result) : prose(context.page, importText(result)));
    return EXIT.done;
  });
}

async function lookUp(subject: string, options: LookUpOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const { Inventory } = await import('../../../enrich/index.js');
    const date = readDate(options.date, context.clock);
    const matches = await new Inventory(operator).lookUp(subject, date);
    if (!matches)
      throw new SundialError('usage', { problem: `"${subject}" is not an address, network or host name` });
    context.print(
      options.json ? json({ matches }) : prose(context.page, matchesTable(subject, matches, context.page)),
    );
    return EXIT.done;
  });
}

async function status(options: StatusOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const { Inventory } = await import('../../../enrich/index.js');
    const imports = await new Inventory(operator).imports(options.limit);
    context.print(options.json ? json({ imports }) : importsTable(imports, context.page));
    return EXIT.done;
  });
}
