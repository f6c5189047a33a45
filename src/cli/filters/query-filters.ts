// The options that select events, the same for all commands that select any, and their translation into a query.
import type { Command } from 'commander';
import { SundialError } from '../../domain/errors.js';
import { systemProblem } from '../../domain/system-problem.js';
import { readWhole } from '../../domain/whole-file.js';
import type { Query } from '../../query/index.js';
import type { ConstituentOption } from './constituent.js';
import { requireCountryCode } from './country.js';
import { requireLocal } from './local-path.js';

/** Options that accept several values separated by commas, and the field of each. */
const LISTS = ['ip', 'asn', 'geo', 'tag', 'cve', 'severity', 'port', 'hostname', 'infection'] as const;

/** The filters in commander's form. */
export type FilterOptions = { readonly [name in (typeof LISTS)[number]]?: string } & ConstituentOption & {
    readonly type?: string;
    readonly list?: string;
    readonly date?: string;
    readonly text?: string;
    readonly file?: string;
    readonly where?: readonly string[];
    readonly require?: readonly string[];
    readonly any?: readonly string[];
  };

const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value];

/** Declares the filters on fields that events and findings share. */
export function addConditions(command: Command): Command {
  return command
    .option('--type <types>', 'report types, short names (ntp) or groups (honeypot); separated by commas')
    .option('--list <lists>', 'rows of reports of these lists')
    .option('--ip <networks>', 'addresses or networks: hosts inside and networks that overlap')
    .option('--asn <asns>', 'autonomous systems')
    .option('--geo <countries>', 'countries, by their codes of two letters')
    .option('--tag <tags>', 'tags; * and ? stand for any characters')
    .option('--cve <ids>', 'CVE ids; * and ? stand for any characters')
    .option('--severity <severities>', 'such as high, or >=medium')
    .option('--port <ports>', 'ports, or ranges such as 1:1023')
    .option('--hostname <names>', 'hostnames; * and ? stand for any characters')
    .option('--infection <names>', 'names of infections')
    .option(
      '--where <condition>',
      'FIELD=VALUE, also with !=, >= or <=; may be repeated, and all conditions have to be met',
      collect,
    )
    .option('--constituent <id>', 'only what this constituent may see')
    .option('--require <field>', 'rows in which this field has a value; may be repeated', collect)
    .option('--any <condition>', 'FIELD=VALUE; may be repeated, and one condition has to be met', collect);
}

/** Declares the filters of events. */
export function addFilters(command: Command): Command {
  return addConditions(
    command.option('--date <date>', 'report date: 2026-01-15, yesterday, a range A:B, now, or -3:now'),
  )
    .option('--text <text>', 'rows with this text in any of their text fields')
    .option('--file <file>', 'a saved query (JSON); options are added to it');
}

/** Reads the filters, and adds them to a saved query if one is named. @throws SundialError `usage`, `query-invalid` */
export async function readFilters(options: FilterOptions): Promise<Query> {
  const { addCondition, alternative, parseQuery } = await import('../../query/index.js');
  const saved = options.file === undefined ? {} : await readSaved(options.file, parseQuery);
  const lists = LISTS.flatMap((name) => {
    const values = options[name];
    return values === undefined ? [] : [[name, split(values)] as const];
  });
  for (const [name, values] of lists) if (name === 'geo') values.forEach(requireCountryCode);
  const text = options.text === undefined ? [] : [['text', [`=${options.text}`]]];
  const query: Record<string, string[]> = { ...saved.query, ...Object.fromEntries([...lists, ...text]) };
  for (const condition of options.where ?? []) addCondition(query, condition);
  return parseQuery({
    ...saved,
    ...(Object.keys(query).length > 0 && { query }),
    ...(options.type !== undefined && { type: split(options.type) }),
    ...(options.date !== undefined && { date: options.date }),
    ...(options.list !== undefined && { report: split(options.list) }),
    ...(options.require !== undefined && { require: options.require }),
    ...(options.any !== undefined && { any: options.any.map(alternative) }),
  });
}

async function readSaved(file: string, parse: (given: unknown) => Query): Promise<Query> {
  const refused = (problem: string, cause: unknown) =>
    new SundialError('usage', { problem: `--file: ${file} ${problem}` }, { cause });
  requireLocal(file, '--file', 'Save the query in a file');
  const text = await readWhole(file).catch((thrown: NodeJS.ErrnoException) => {
    throw refused(`cannot be read (${systemProblem(thrown)})`, thrown);
  });
  let given: unknown;
  try {
    given = JSON.parse(text.toString());
  } catch (thrown) {
    // The parser's message quotes the file, which may be the wrong one and hold a secret.
    throw refused('is not JSON', thrown);
  }
  try {
    return parse(given);
  } catch (thrown) {
    throw refused(`is not a query (${(thrown as Error).message})`, thrown);
  }
}

const split = (values: string): string[] => values.split(',').map((part) => part.trim());
