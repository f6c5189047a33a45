// The common part of all exports and its SQL: rows with columns, and their division into files.
import { SundialError } from '../../domain/errors.js';
import type { FileFormat, Parameters } from '../../store/index.js';
import { FORMULA_PATTERN } from '../../text/index.js';
import { identifier } from '../language/identifier.js';
import { validText, validTexts } from '../language/valid-text.js';

/** The formats of exported files. CSV is made for spreadsheets; the others hold every value exactly. */
export const EXPORT_FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const ENGINE_FORMATS: Readonly<Record<ExportFormat, FileFormat>> = {
  csv: 'CSVWithNames',
  jsonl: 'JSONEachRow',
  parquet: 'Parquet',
};

/** The properties by which an export can be divided into files. */
export const EXPORT_BY = ['date', 'geo', 'type', 'asn'] as const;
export type ExportBy = (typeof EXPORT_BY)[number];

export interface Division {
  /** The value's text; '' for rows without one. */
  readonly value: string;
  /** The condition that a row has the value with the text VALUE, in a form that can use the table's sorting key. */
  readonly is: string;
}

export interface ExportColumn {
  readonly title: string;
  /** The value as JSON holds it. */
  readonly sql: string;
  /** Numbers are harmless in a spreadsheet, and words become a single cell. */
  readonly kind: 'number' | 'words' | 'text';
  /** A column of reports; JSON lines omit it for rows without a value. */
  readonly isOwn?: boolean;
}

export interface ExportRows {
  readonly columns: readonly ExportColumn[];
  /** The text after FROM, up to the end of the WHERE clause. */
  readonly from: string;
  readonly values: Parameters;
  readonly division?: Division | undefined;
}

/** The values of all columns as c0, c1, ... */
export function valuesSql({ columns }: Pick<ExportRows, 'columns'>): string {
  return columns.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
}

/** The cells of a file's rows, over the columns of {@link valuesSql}. */
export function cellsSql({ columns }: ExportRows, format: ExportFormat): string {
  if (engineFormat({ columns }, format) === 'LineAsString') return `${jsonLine(columns)} AS line`;
  const cells = columns.map(({ title, kind }, index) => {
    const value = `c${index}`;
    if (format === 'csv') return `${cellSql(kind, value)} AS ${identifier(asText(title))}`;
    return `${format === 'jsonl' ? readable(kind, value) : value} AS ${identifier(title)}`;
  });
  return cells.join(', ');
}

/** JSON lines with only the columns of each row's own report are assembled by the statement itself. */
export function engineFormat({ columns }: Pick<ExportRows, 'columns'>, format: ExportFormat): FileFormat {
  return format === 'jsonl' && columns.some(({ isOwn }) => isOwn) ? 'LineAsString' : ENGINE_FORMATS[format];
}

/** One JSON object of a row's columns, over those of {@link valuesSql}. */
export function jsonLine(columns: readonly ExportColumn[]): string {
  if (columns.length === 0) return "'{}'";
  const pairs = columns.map(({ title, kind, isOwn }, index) => {
    const pair = `concat(${literal(`${JSON.stringify(title)}:`)}, ifNull(toJSONString(${readable(kind, `c${index}`)}), 'null'))`;
    return isOwn ? `if(c${index} = '', '', ${pair})` : pair;
  });
  return `concat('{', arrayStringConcat(arrayFilter(pair -> pair != '', [${pairs.join(', ')}]), ','), '}')`;
}

/** A column's name as an escaped literal, because names come from files and must not break out of the statement. */
function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
}

/** JSON holds UTF-8 only. */
function readable(kind: ExportColumn['kind'], column: string): string {
  if (kind === 'number') return column;
  return kind === 'words' ? validTexts(column) : validText(column);
}

const FORMULA = new RegExp(FORMULA_PATTERN, 'u');
const asText = (title: string) => (FORMULA.test(title) ? `'${title}` : title);

/** A value as a cell that a spreadsheet treats as text. */
function cellSql(kind: ExportColumn['kind'], column: string): string {
  if (kind === 'number') return `ifNull(toString(${column}), '')`;
  const text = kind === 'words' ? `arrayStringConcat(${column}, ';')` : `ifNull(toString(${column}), '')`;
  return `concat(if(match(${text}, ${literal(FORMULA_PATTERN)}), '\\'', ''), ${text})`;
}

/** @throws SundialError `export-count-mismatch` */
export function expectRows(file: string, expected: number, written: number): void {
  if (expected !== written) throw new SundialError('export-count-mismatch', { file, expected, written });
}
