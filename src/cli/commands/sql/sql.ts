// `sundial sql`: one read-only SELECT over Sundial's own tables, as a table, CSV or JSON.

import type { Command } from 'commander';
import { EXIT, SundialError } from '../../../domain/errors.js';
import type { SqlResult } from '../../../store/index.js';
import { csvLine, json } from '../../../text/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext } from '../../frame/context.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { interruptible } from '../../frame/interrupt.js';
import { counted, printable, table } from '../../print/table.js';

/** People do not read more rows than this, and all rows are held in memory. */
const ROWS = 10_000;
const MOST_ROWS = 1_000_000;
const SECONDS = 60;
const FORMATS = ['json', 'jsonl', 'csv'] as const;

interface Options extends GlobalOptions {
  readonly csv?: boolean;
  readonly jsonl?: boolean;
  readonly limit?: string;
}

export function declareSql(program: Command, context: CliContext): void {
  const command = program
    .command('sql')
    .description("run one SELECT over Sundial's tables (events, reports, quarantine, runs, ...); read-only")
    .argument('<select>', 'the query, in ClickHouse\'s SQL, such as "SELECT tag, count() ..."')
    .option('--csv', 'print CSV that a spreadsheet can open safely')
    .option('--jsonl', 'print one JSON object per line')
    .option('--limit <n>', `the maximum number of rows (default ${ROWS}, up to ${MOST_ROWS})`);
  bindAction<Options>(command, context, async ([sql = ''], options) => {
    const print = printerFor(options);
    const rows = readLimit(options.limit);
    const { withReadableWorkspace } = await import('../../frame/workspace.js');
    return withReadableWorkspace(options, context, async ({ operator }) => {
      const result = await interruptible(context, (signal) =>
        operator.readOnlySql(sql, { rows, seconds: SECONDS }, signal),
      );
      print(result, context);
      if (result.cut)
        context.note(
          `Only the first ${counted(rows, 'row is', 'rows are')} shown; there are more. --limit shows more.`,
        );
      return EXIT.done;
    });
  });
}

function readLimit(given: string | undefined): number {
  if (given === undefined) return ROWS;
  const rows = /^\d{1,7}$/.test(given) ? Number(given) : 0;
  if (rows >= 1 && rows <= MOST_ROWS) return rows;
  throw new SundialError('usage', {
    problem: `--limit: "${given}" is not a whole number from 1 to ${MOST_ROWS}`,
  });
}

type Printer = (result: SqlResult, context: CliContext) => void;

function printerFor(options: Options): Printer {
  const asked = FORMATS.filter((format) => options[format]);
  if (asked.length > 1)
    throw new SundialError('usage', {
      problem: `use only one of ${asked.map((name) => `--${name}`).join(', ')}`,
    });
  return asked[0] ? PRINTERS[asked[0]] : printTable;
}

const PRINTERS: Readonly<Record<(typeof FORMATS)[number], Printer>> = {
  json: (result, { print }) =>
    print(json({ columns: result.columns, rows: result.rows.map(objectOf(result)), cut: result.cut })),
  jsonl: (result, { print }) => {
    for (const row of result.rows.map(objectOf(result))) print(json(row));
  },
  csv: (result, { print }) => {
    print(csvLine(result.columns.map(({ name }) => name)));
    for (const row of result.rows)
      print(csvLine(row.map((cell) => (typeof cell === 'number' ? cell : textOf(cell)))));
  },
};

function printTable({ columns, rows }: SqlResult, { print, page }: CliContext): void {
  const right = columns.flatMap(({ type }, index) =>
    /^(Nullable\()?(U?Int|Float|Decimal)/.test(type) ? [index] : [],
  );
  print(
    table(
      page,
      columns.map(({ name }) => printable(name)),
      rows.map((row) => row.map(textOf)),
      { right },
    ),
  );
  print(counted(rows.length, 'row'));
}

/** A row by its column names; of two columns with the same name, the later cell is kept. */
const objectOf =
  ({ columns }: SqlResult) =>
  (row: readonly unknown[]): object =>
    Object.fromEntries(row.map((cell, index) => [columns[index]!.name, cell]));

function textOf(cell: unknown): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? json(cell) : String(cell);
}
