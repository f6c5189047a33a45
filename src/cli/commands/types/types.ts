// `sundial types`: lists the report types, or describes one.

import type { Command } from 'commander';
import type { Catalogue, ReportType } from '../../../catalogue/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { openCatalogue } from '../../frame/open-catalogue.js';
import { showLearned } from './learned-type.js';

interface Options extends GlobalOptions {
  readonly group?: string;
  readonly severity?: string;
  readonly retired?: boolean;
}

export function declareTypes(program: Command, context: CliContext): void {
  const command = program
    .command('types')
    .description('list the report types, or describe one')
    .argument('[type]', 'a type (scan_ntp), a short name (ntp) or a legacy name (hp_http_scan)')
    .option('--group <group>', 'only types of this group, such as scan or honeypot')
    .option('--severity <severity>', 'only types of this default severity')
    .option('--retired', 'also list the types that are no longer issued');
  bindAction<Options>(command, context, async ([name], options) => {
    const { catalogue } = await openCatalogue(options, context);
    if (name !== undefined && catalogue.match(name).length === 0)
      return showLearned(name, catalogue, options, context);
    const { listText, pageText } = await import('./types-output.js');
    const named = name === undefined ? undefined : await lookUp(name, catalogue, context);
    const types = await selected(named ?? catalogue.types({ retired: options.retired === true }), options);
    if (options.json) context.print(json({ types }));
    else if (named?.length === 1 && types.length === 1) context.print(pageText(types[0]!, context.page));
    else context.print(listText(types, context.page));
    return EXIT.done;
  });
}

async function lookUp(name: string, catalogue: Catalogue, context: CliContext): Promise<ReportType[]> {
  const { normaliseType } = await import('../../../domain/report.js');
  const types = catalogue.match(name);
  const asked = normaliseType(name);
  for (const { id, legacyNames } of types)
    if (legacyNames.includes(asked)) context.note(`${asked} is now called ${id}`);
  return types;
}

async function selected(types: readonly ReportType[], options: Options): Promise<ReportType[]> {
  const [{ GROUPS }, { SEVERITIES }] = await Promise.all([
    import('../../../catalogue/index.js'),
    import('../../../domain/event-columns.js'),
  ]);
  const group = await choice('--group', options.group, GROUPS);
  const severity = await choice('--severity', options.severity, SEVERITIES);
  return types.filter(
    (type) => (!group || type.group === group) && (!severity || type.severity === severity),
  );
}

async function choice(
  flag: string,
  given: string | undefined,
  choices: readonly string[],
): Promise<string | undefined> {
  if (given === undefined) return undefined;
  const word = given.toLowerCase();
  if (choices.includes(word)) return word;
  const { didYouMean } = await import('../../../domain/nearest.js');
  const problem = `${flag}: "${given}" is not one of ${choices.join(', ')}${didYouMean(word, choices)}`;
  throw new SundialError('usage', { problem });
}
