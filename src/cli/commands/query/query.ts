// `sundial query`: lists stored events, counts them, or shows the distribution of their values.

import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { systemProblem } from '../../../domain/system-problem.js';
import type { EventQueries, Query } from '../../../query/index.js';
import type { RunOptions } from '../../../store/index.js';
import { json } from '../../../text/index.js';
import { requireLocal } from '../../filters/local-path.js';
import { addFilters, type FilterOptions, readFilters } from '../../filters/query-filters.js';
import { positive } from '../../filters/whole-number.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import { openQueries } from '../../frame/open-queries.js';
import { PLAIN_PAGE } from '../../frame/page.js';
import { count } from '../../print/table.js';
import { FORMATS, type Format, facetCsv, facetsCsv, facetText, NO_EVENT, pageText } from './query-output.js';

const ROWS = 50;
const VALUES = 20;

type Options = GlobalOptions &
  FilterOptions & {
    readonly facet?: string;
    readonly count?: boolean;
    readonly fields?: string;
    readonly sort?: string;
    readonly limit?: number;
    readonly page?: number;
    readonly cursor?: string;
    readonly format: Format;
    readonly output?: string;
  };

export function declareQuery(program: Command, context: CliContext): void {
  const command = addFilters(
    program.command('query').description('find stored events, or count them by a field'),
  )
    .option(
      '--facet <fields>',
      'count the events by this field instead of listing them, or by each of several fields, separated by commas',
    )
    .option('--count', 'only print the number of events')
    .option(
      '--fields <fields>',
      'the fields to show, separated by commas; "all", or "original" for the columns of each report',
    )
    .option('--sort <field>', 'a field, or FIELD:desc (default: newest first)')
    .option(
      '--limit <n>',
      `the number of events (default ${ROWS}) or values (default ${VALUES}) to show`,
      positive,
    )
    .option('--page <n>', 'the page to show, counted from 1', positive)
    .option('--cursor <cursor>', 'continue after the last page')
    .addOption(new Option('--format <format>', 'the output format').choices(FORMATS).default('table'))
    .option('--output <file>', 'write to this file, which must not exist yet');
  bindAction<Options>(command, context, async (_args, options) => {
    requireLocal(options.output, '--output', 'Name a file');
    const query = await readQuery(options);
    const { withReadableWorkspace } = await import('../../frame/workspace.js');
    return withReadableWorkspace(options, context, async (workspace) => {
      const queries = await openQueries(workspace, context, options);
      const result = await interruptible(context, (signal) =>
        answer(queries, query, options, outputOf(options, context), { signal }),
      );
      await deliver(result, options, context);
      return EXIT.done;
    });
  });
}

async function readQuery(options: Options): Promise<Query> {
  const { parseQuery } = await import('../../../query/index.js');
  const { facet, fields, sort, limit, page, cursor } = options;
  const flags = {
    facet,
    fields: fields?.split(','),
    sort,
    limit,
    page,
    cursor,
  };
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  return parseQuery({ ...(await readFilters(options)), ...given });
}

type Output = Pick<CliContext, 'note' | 'page'>;

/** The destination of the answer: a file gets the same output as a pipe. */
function outputOf(options: Options, { note, page }: CliContext): Output {
  return { note, page: options.output === undefined ? page : PLAIN_PAGE };
}

async function answer(
  queries: EventQueries,
  query: Query,
  options: Options,
  output: Output,
  run: RunOptions,
): Promise<string | Buffer> {
  const format = options.json ? 'json' : options.format;
  if (options.count) {
    const answered = await queries.count(query, run);
    tell(answered.notes, output);
    return format === 'json' ? json(answered) : count(answered.count);
  }
  if (query.facet !== undefined)
    return facetAnswer(queries, { ...query, facet: query.facet }, format, output, run);
  const asked = { ...query, limit: query.limit ?? ROWS };
  if (format === 'parquet') return queries.parquet(asked, run);
  const page = await queries.page(asked, run);
  if (format !== 'json') tell(page.notes, output);
  if (format !== 'json' && page.next) output.note(`There are more: --cursor ${page.next}`);
  return pageText(page, format, output.page);
}

async function facetAnswer(
  queries: EventQueries,
  query: Query & { facet: string },
  format: Format,
  output: Output,
  run: RunOptions,
): Promise<string> {
  if (format === 'parquet' || format === 'jsonl')
    throw new SundialError('usage', {
      problem: `--facet does not support the format ${format}; choose table, csv or json`,
    });
  const limit = query.limit ?? VALUES;
  if (query.facet.includes(',')) return facetsAnswer(queries, { ...query, limit }, format, output, run);
  const { notes, ...facet } = await queries.facet({ ...query, limit }, run);
  tell(notes, output);
  if (format === 'json') return json(facet);
  return format === 'csv' ? facetCsv(facet) : facetText(facet, output.page);
}

/** Several facets, counted together. */
async function facetsAnswer(
  queries: EventQueries,
  { facet, page, ...query }: Query & { facet: string },
  format: 'table' | 'csv' | 'json',
  output: Output,
  run: RunOptions,
): Promise<string> {
  if (page !== undefined)
    throw new SundialError('usage', { problem: '--page needs a single field in --facet' });
  const { facets, events, notes } = await queries.overview(
    query,
    { facets: facet.split(','), limit: query.limit },
    run,
  );
  tell(notes, output);
  if (format === 'json') return json({ events, facets });
  if (format === 'csv') return facetsCsv(facets);
  return events === 0 ? NO_EVENT : facets.map((each) => facetText(each, output.page)).join('\n\n');
}

function tell(notes: readonly string[], output: Output): void {
  for (const note of notes) output.note(`note: ${note}`);
}

async function deliver(result: string | Buffer, options: Options, context: CliContext): Promise<void> {
  if (options.output === undefined) {
    if (typeof result !== 'string')
      throw new SundialError('usage', {
        problem: 'Parquet cannot be printed as text; name a file with --output',
      });
    if (result !== '') context.print(result);
    return;
  }
  const file = options.output;
  try {
    await writeFile(file, typeof result === 'string' ? `${result}\n` : result, { flag: 'wx', mode: 0o600 });
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code;
    const problem =
      code === 'EEXIST'
        ? `--output: ${file} exists already; name a new file`
        : `--output: ${file} cannot be written (${systemProblem(thrown as Error)})`;
    throw new SundialError('usage', { problem }, { cause: thrown });
  }
}
