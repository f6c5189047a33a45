// `sundial catalogue`: compares the catalogue with a newly published one and keeps the differences as a local
// override.

import type { Command } from 'commander';
import type { CatalogueDiff, TypeChange } from '../../../catalogue/index.js';
import { EXIT } from '../../../domain/errors.js';
import { json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { locateOverride, openCatalogue } from '../../frame/open-catalogue.js';
import { prose } from '../../print/prose.js';
import { counted } from '../../print/table.js';

export function declareCatalogue(program: Command, context: CliContext): void {
  const catalogue = program.command('catalogue').description('keep the list of report types up to date');
  const sourced = (name: string, description: string) =>
    catalogue
      .command(name)
      .description(description)
      .argument('<file|url>', "the publisher's reports.json, from a file or an http(s) address");

  bindAction(
    sourced('diff', 'show the differences between a published reports.json and the catalogue'),
    context,
    async ([source = ''], options) => {
      const { diff } = await compare(source, options, context);
      context.print(options.json ? json(diff) : prose(context.page, diffText(diff)));
      return EXIT.done;
    },
  );
  bindAction(
    sourced('update', 'show the differences and apply them on this machine'),
    context,
    async ([source = ''], options) => update(source, options, context),
  );
  bindAction(
    catalogue.command('reset').description('forget applied updates and use the shipped catalogue again'),
    context,
    async (_args, options) => reset(options, context),
  );
}

async function compare(given: string, options: GlobalOptions, context: CliContext) {
  const { diffCatalogue, fetchPublished } = await import('../../../catalogue/index.js');
  const { catalogue, overrideFile } = await openCatalogue(options, context);
  const { source, published } = await fetchPublished(given, context);
  return { diff: diffCatalogue(catalogue, published), source, published, overrideFile };
}

async function update(given: string, options: GlobalOptions, context: CliContext): Promise<number> {
  const { isEmptyDiff, overrideFor, readOverride, writeOverride } = await import(
    '../../../catalogue/index.js'
  );
  const { diff, source, published, overrideFile } = await compare(given, options, context);
  const applied = !isEmptyDiff(diff);
  if (!options.json) context.print(prose(context.page, diffText(diff)));
  if (applied) {
    const previous = readOverride(overrideFile);
    writeOverride(overrideFile, overrideFor(diff, { published, previous, source, now: context.clock() }));
  }
  if (options.json) context.print(json({ ...diff, applied }));
  else if (applied) context.print(prose(context.page, `Applied: ${overrideFile}`));
  return EXIT.done;
}

async function reset(options: GlobalOptions, context: CliContext): Promise<number> {
  const { removeOverride } = await import('../../../catalogue/index.js');
  const file = await locateOverride(options, context);
  const removed = removeOverride(file);
  const text = removed ? `Removed ${file}` : 'No update was applied here; nothing to remove';
  context.print(options.json ? json({ removed }) : text);
  return EXIT.done;
}

function diffText({ added, removed, changed }: CatalogueDiff): string {
  if (added.length + removed.length + changed.length === 0) return 'No differences';
  return [
    `Types: ${added.length} added, ${removed.length} removed, ${changed.length} changed`,
    ...added.map(({ id, name, columns }) => `+ ${id}: ${name}, ${counted(columns.length, 'column')}`),
    ...removed.map((id) => `- ${id}`),
    ...changed.flatMap(changeLines),
  ].join('\n');
}

function changeLines(change: TypeChange): string[] {
  const values = (['name', 'classification', 'link'] as const).flatMap((key) => {
    const value = change[key];
    return value ? [`    ${key}: ${value.from ?? 'none'} -> ${value.to}`] : [];
  });
  return [
    `~ ${change.id}`,
    ...change.columnsAdded.map((column) => `    + column ${column}`),
    ...change.columnsRemoved.map((column) => `    - column ${column}`),
    ...values,
  ];
}
