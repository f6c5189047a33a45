// `sundial constituents`: manages the organisations to which parts of the data belong.
import { type Command, Option } from 'commander';
import { EXIT } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { prose } from '../../print/prose.js';
import { declareChanges } from './change.js';
import { constituentsTable, constituentText } from './constituents-output.js';
import { declareQuestions } from './questions.js';

interface ExportOptions extends GlobalOptions {
  readonly format: 'csv' | 'json';
}

export function declareConstituents(program: Command, context: CliContext): void {
  const constituents = program
    .command('constituents')
    .description('manage the organisations to which parts of the data belong');
  bindAction<GlobalOptions>(
    constituents.command('list').description('show all constituents with their holdings, by id'),
    context,
    (_args, options) => list(options, context),
  );
  bindAction<GlobalOptions>(
    constituents
      .command('show')
      .description('show a constituent and the history of its description')
      .argument('<id>', 'its id'),
    context,
    ([id = ''], options) => show(id, options, context),
  );
  declareChanges(constituents, context);
  declareQuestions(constituents, context);
  bindAction<ExportOptions>(
    constituents
      .command('export')
      .description('print all constituents in a form that "constituents import" reads')
      .addOption(
        new Option('--format <format>', 'the form of the file').choices(['csv', 'json']).default('csv'),
      ),
    context,
    (_args, options) => exportAll(options, context),
  );
}

async function list(options: GlobalOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const { Constituents } = await import('../../../constituents/index.js');
    const constituents = await new Constituents(operator).list();
    context.print(options.json ? json({ constituents }) : constituentsTable(constituents, context.page));
    return EXIT.done;
  });
}

async function show(id: string, options: GlobalOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const { Constituents, differencesOf, FIELDS, textsOf } = await import('../../../constituents/index.js');
    const versions = await new Constituents(operator).versions(id);
    if (options.json) context.print(json({ versions }));
    else {
      const facts = FIELDS.map((field) => [field, textsOf(versions[0]!, field)] as const);
      const history = versions.map((version, at) => ({
        version,
        differences: differencesOf(versions[at + 1], version),
      }));
      context.print(prose(context.page, constituentText(facts, history, context.page)));
    }
    return EXIT.done;
  });
}

async function exportAll(options: ExportOptions, context: CliContext): Promise<number> {
  const { withReadableWorkspace } = await import('../../frame/workspace.js');
  return withReadableWorkspace(options, context, async ({ operator }) => {
    const { Constituents, fileText } = await import('../../../constituents/index.js');
    const format = options.json ? 'json' : options.format;
    context.print(fileText(await new Constituents(operator).list(), format));
    return EXIT.done;
  });
}
