// `sundial types`: lists the report types, or tells everything about one.

import type { Command } from 'commander';
import type { Catalogue, ReportType } from '../../../catalogue/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import { openCatalogue } from '../../frame/open-catalogue.js';
import type { Page } from '../../frame/page.js';
import { counted } from '../../print/table.js';

type Options = Record<string, unknown>;

export function declareTypes(program: Command, context: CliContext): void {
  const command = program
    .command('types')
    .description('list the report types, or describe one')
    .argument('[type]', 'a type (scan_ntp), a short name (ntp) or a legacy name (hp_http_scan)')
    .option('--group <group>', 'only types of this group, such as scan or honeypot')
    .option('--severity <severity>', 'only types of this default severity')
    .option('--retired', 'also list the types that are no longer issued');
  bindAction(command, context, async ([name], options) => {
    const { catalogue } = await openCatalogue(options, context);
    const named = name === undefined ? undefined : await lookUp(name, catalogue, context);
    const types = await selected(named ?? catalogue.types({ retired: options.retired === true }), options);
    if (options.json) context.print(json({ types }));
    else if (named?.length === 1 && types.length === 1)
      context.print(await pageText(types[0]!, context.page));
    else context.print(await listText(types, context.page));
    return EXIT.done;
  });
}

async function lookUp(name: string, catalogue: Catalogue, context: CliContext): Promise<ReportType[]> {
  const [{ normaliseType }, { didYouMean }] = await Promise.all([
    import('../../../domain/report.js'),
    import('../../../domain/nearest.js'),
  ]);
  const types = catalogue.match(name);
  if (types.length === 0)
    throw new SundialError('type-unknown', { type: name, nearest: didYouMean(name, catalogue.names()) });
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

async function choice(flag: string, given: unknown, choices: readonly string[]): Promise<string | undefined> {
  if (given === undefined) return undefined;
  const word = String(given).toLowerCase();
  if (choices.includes(word)) return word;
  const { didYouMean } = await import('../../../domain/nearest.js');
  const problem = `${flag}: "${given}" is not one of ${choices.join(', ')}${didYouMean(word, choices)}`;
  throw new SundialError('usage', { problem });
}

async function listText(types: readonly ReportType[], page: Page): Promise<string> {
  const rows = types.map((type) => [
    type.id,
    type.title,
    type.severity,
    rsit(type),
    type.group,
    addresses(type),
  ]);
  const head = ['type', 'title', 'severity', 'classification', 'group', 'addresses'];
  const { table } = await import('../../print/table.js');
  const least = ['addresses', 'group', 'classification'];
  return `${table(page, head, rows, { least })}\n${counted(types.length, 'type')}`;
}

async function pageText(type: ReportType, page: Page): Promise<string> {
  const rows: [string, string][] = [
    ['type', type.id],
    ['title', type.title],
    ["publisher's name", type.name],
    ['severity', `${type.severity}, where a row does not say`],
    ['classification', rsit(type)],
    ['group', type.group],
    ['addresses', addresses(type)],
    ['issued', type.retired ? 'no longer' : type.cadence],
    ['subject', type.subject.map(({ column, kind }) => `${column} (${kind})`).join(', else ')],
    ['CVE ids in', type.cveColumns.join(', ') || 'no column'],
    ['legacy names', type.legacyNames.join(', ') || 'none'],
    ['documentation', type.link ?? 'none'],
    ['columns', type.columns.join(', ') || 'not known'],
  ];
  const { factsTable } = await import('../../print/table.js');
  return factsTable(page, rows);
}

const rsit = ({ classification: { taxonomy, type } }: ReportType): string => `${taxonomy}/${type}`;

function addresses({ family }: ReportType): string {
  if (family === 'none') return 'none';
  return family === 'both' ? 'IPv4 and IPv6' : `IPv${family}`;
}
