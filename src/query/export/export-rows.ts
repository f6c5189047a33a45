// What an export is made of, whatever it is about, and its SQL: rows with columns, and how they are told apart.
import { SundialError } from '../../domain/errors.js';
import type { FileFormat, Parameters } from '../../store/index.js';
import { identifier } from '../language/identifier.js';

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

export interface Division {
  /** The value's text; '' for rows without one. */
  readonly value: string;
  /** The condition that a row has the value whose text VALUE is; in a form that the table's order helps with. */
  readonly is: string;
}

export interface ExportColumn {
  readonly title: string;
  /** The value as JSON holds it. */
  readonly sql: string;
  /** Numbers are no danger to a spreadsheet, and words are one cell. */
  readonly kind: 'number' | 'words' | 'text';
}

export interface ExportRows {
  readonly columns: readonly ExportColumn[];
  /** What follows FROM, up to the end of the WHERE clause. */
  readonly from: string;
  readonly values: Parameters;
  readonly division?: Division | undefined;
}

/** The values of all columns as c0, c1, ... */
export function valuesSql({ columns }: ExportRows): string {
  return columns.map(({ sql }, place) => `${sql} AS c${place}`).join(', ');
}

/** The file's columns, over those of {@link valuesSql}. */
export function cellsSql({ columns }: ExportRows, format: ExportFormat): string {
  const cells = columns.map(({ title, kind }, place) => {
    if (format !== 'csv') return `c${place} AS ${identifier(title)}`;
    return `${cellSql(kind, `c${place}`)} AS ${identifier(FORMULA.has(title[0] ?? '') ? `'${title}` : title)}`;
  });
  return cells.join(', ');
}

/** What makes a spreadsheet take a cell as a formula. */
const FORMULA = new Set(['=', '+', '-', '@', '\t', '\r', '\n']);
const FORMULA_SQL = "('=', '+', '-', '@', '\\t', '\\r', '\\n')";

/** A value as a cell that a spreadsheet takes for text. */
function cellSql(kind: ExportColumn['kind'], column: string): string {
  if (kind === 'number') return `ifNull(toString(${column}), '')`;
  const text = kind === 'words' ? `arrayStringConcat(${column}, ';')` : `ifNull(toString(${column}), '')`;
  return `concat(if(substring(${text}, 1, 1) IN ${FORMULA_SQL}, '\\'', ''), ${text})`;
}

/** @throws SundialError `export-count-mismatch` */
export function expectRows(file: string, expected: number, written: number): void {
  if (expected !== written) throw new SundialError('export-count-mismatch', { file, expected, written });
}
