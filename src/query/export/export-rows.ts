// What an export is made of, whatever it is about, and its SQL: rows with columns, and how they are told apart.
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
  /** A column of reports, which JSON lines leave out where the row has no value in it. */
  readonly isOwn?: boolean;
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

/** What a file's rows are, over the columns of {@link valuesSql}. */
export function cellsSql({ columns }: ExportRows, format: ExportFormat): string {
  if (engineFormat({ columns }, format) === 'LineAsString') return `${jsonLine(columns)} AS line`;
  const cells = columns.map(({ title, kind }, place) => {
    const value = `c${place}`;
    if (format === 'csv') return `${cellSql(kind, value)} AS ${identifier(asText(title))}`;
    return `${format === 'jsonl' ? readable(kind, value) : value} AS ${identifier(title)}`;
  });
  return cells.join(', ');
}

/** Lines of JSON that hold only the columns of each row's own report are put together by the statement. */
export function engineFormat({ columns }: Pick<ExportRows, 'columns'>, format: ExportFormat): FileFormat {
  return format === 'jsonl' && columns.some(({ isOwn }) => isOwn) ? 'LineAsString' : ENGINE_FORMATS[format];
}

function jsonLine(columns: readonly ExportColumn[]): string {
  const pairs = columns.map(({ title, kind, isOwn }, place) => {
    const pair = `concat(${literal(`${JSON.stringify(title)}:`)}, ifNull(toJSONString(${readable(kind, `c${place}`)}), 'null'))`;
    return isOwn ? `if(c${place} = '', '', ${pair})` : pair;
  });
  return `concat('{', arrayStringConcat(arrayFilter(pair -> pair != '', [${pairs.join(', ')}]), ','), '}')`;
}

/** A name of a column within a statement: names come out of files, and an escaped literal holds nothing else. */
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

/** A value as a cell that a spreadsheet takes for text. */
function cellSql(kind: ExportColumn['kind'], column: string): string {
  if (kind === 'number') return `ifNull(toString(${column}), '')`;
  const text = kind === 'words' ? `arrayStringConcat(${column}, ';')` : `ifNull(toString(${column}), '')`;
  return `concat(if(match(${text}, ${literal(FORMULA_PATTERN)}), '\\'', ''), ${text})`;
}

/** @throws SundialError `export-count-mismatch` */
export function expectRows(file: string, expected: number, written: number): void {
  if (expected !== written) throw new SundialError('export-count-mismatch', { file, expected, written });
}
