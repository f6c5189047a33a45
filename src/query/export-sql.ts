// The SQL of an export: what a row holds in each format, and how rows are told apart by date, type, country or ASN.
import { SundialError } from '../domain/errors.js';
import type { FileFormat } from '../store/index.js';
import type { Statement } from './compile.js';
import type { Field } from './field.js';
import { FIELDS } from './fields.js';
import { DEFAULT_FIELDS, ORIGINAL } from './page.js';
import { shownSql } from './values.js';

/** The formats of exported files. CSV is made for spreadsheets; the others hold every value exactly. */
export const EXPORT_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const ENGINE_FORMATS: Readonly<Record<ExportFormat, FileFormat>> = {
  csv: 'CSVWithNames',
  jsonl: 'JSONEachRow',
  parquet: 'Parquet',
};

/** What an export can be divided by. */
export const EXPORT_BY = ['date', 'geo', 'type', 'asn'] as const;
export type ExportBy = (typeof EXPORT_BY)[number];

interface Division {
  /** The value's text; '' for rows without one. */
  readonly value: string;
  /** The condition that a row has the value whose text VALUE is; in a form that the table's order helps with. */
  readonly is: string;
}

export const DIVISIONS: Readonly<Record<ExportBy, Division>> = {
  date: { value: 'toString(e.report_date)', is: 'e.report_date = toDate(VALUE)' },
  // Countries are one in any case, as in a query; files whose names differ in case only are one on some disks.
  geo: { value: 'upper(toString(e.geo))', is: 'upper(toString(e.geo)) = VALUE' },
  type: { value: 'toString(e.report_type)', is: 'e.report_type = VALUE' },
  asn: { value: "if(e.asn = 0, '', toString(e.asn))", is: 'e.asn = toUInt32OrZero(VALUE)' },
};

/**
 * The SELECT of an export's rows, up to its WHERE clause.
 *
 * @throws SundialError `query-invalid`, `field-unknown`
 */
export function rowsSql(
  names: readonly string[] = DEFAULT_FIELDS,
  format: ExportFormat,
  statement: Statement,
): (where: string) => string {
  const fields = expand(names).map((name) => ({ name, field: statement.field(name) }));
  const inner = fields.map(({ field }, place) => `${shownSql(field)} AS c${place}`);
  const outer = fields.map(({ name, field }, place) => {
    const shown = format === 'csv' ? cellSql(field, `c${place}`) : `c${place}`;
    const title = format === 'csv' && FORMULA.has(name[0] ?? '') ? `'${name}` : name;
    return `${shown} AS ${statement.bindings.bind('Identifier', title)}`;
  });
  return (where) =>
    `SELECT ${outer.join(', ')} FROM (SELECT ${inner.join(', ')} FROM events AS e WHERE ${where})`;
}

function expand(names: readonly string[]): string[] {
  if (names.includes(ORIGINAL))
    throw new SundialError('query-invalid', {
      place: 'fields',
      problem: `"${ORIGINAL}" has other columns in each report; name the columns, such as original.ip`,
    });
  const every = [...FIELDS.values()].filter(({ kind }) => kind !== 'search').map(({ name }) => name);
  return [...new Set(names.flatMap((name) => (name === 'all' ? every : [name])))];
}

/** What makes a spreadsheet take a cell as a formula. */
const FORMULA = new Set(['=', '+', '-', '@', '\t', '\r', '\n']);
const FORMULA_SQL = "('=', '+', '-', '@', '\\t', '\\r', '\\n')";

/** A value as a cell that a spreadsheet takes for text. */
function cellSql({ kind }: Field, column: string): string {
  if (kind === 'number') return `ifNull(toString(${column}), '')`;
  const text = kind === 'words' ? `arrayStringConcat(${column}, ';')` : `ifNull(toString(${column}), '')`;
  return `concat(if(substring(${text}, 1, 1) IN ${FORMULA_SQL}, '\\'', ''), ${text})`;
}
