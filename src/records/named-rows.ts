// Reads the rows of a register that a person or another system wrote, as CSV with a header or as JSON: texts by field.
import { CsvReader } from './csv.js';

/** The texts of one row by field. */
export type NamedTexts<Field extends string> = Readonly<Partial<Record<Field, readonly string[]>>>;

export interface NamedRow<Field extends string> {
  /** Its line in a CSV file, its number in JSON. */
  readonly line: number;
  readonly raw: NamedTexts<Field>;
}

/** A field that cannot be read. */
export interface Fault {
  /** The line in a CSV file, the number of the object in JSON; 0 = it does not come from a file. */
  readonly line: number;
  readonly field: string;
  readonly problem: string;
}

export interface NamedRows<Field extends string> {
  readonly rows: readonly NamedRow<Field>[];
  /** The names of a CSV file's columns; undefined for JSON. */
  readonly header?: readonly string[];
  /** Rows that could not be cut into cells. */
  readonly faults: readonly Fault[];
}

/** How to read the rows of one kind of register. */
export interface RowReading<Field extends string> {
  /** The field that a column or key feeds; undefined = it is ignored. */
  readonly fieldOf: (column: string, line: number) => Field | undefined;
  /** The text of a value in JSON; omitted = `String`, and objects are faults. */
  readonly textOf?: (value: unknown) => string;
  /** Throws the error of a file that has no rows at all, such as broken JSON. */
  readonly refuse: (problem: string) => never;
}

/**
 * Cuts a file into rows, all of them at once. JSON is an array of objects, or an object that contains such an array;
 * everything else is CSV with a header. The values of several columns of one field, such as `ip` and `network`, are combined.
 */
export function readNamedRows<Field extends string>(
  bytes: Buffer,
  reading: RowReading<Field>,
): NamedRows<Field> {
  const rows: NamedRow<Field>[] = [];
  const faults: Fault[] = [];
  let header: readonly string[] | undefined;
  for (const found of eachNamedRow(bytes, { ...reading, header: (columns) => (header = columns) }))
    if ('raw' in found) rows.push(found);
    else faults.push(found);
  return { rows, ...(header && { header }), faults };
}

/** The same rows one after the other, so that those of CSV are never all in memory; a fault is a row that could not be cut. */
export function eachNamedRow<Field extends string>(
  bytes: Buffer,
  reading: RowReading<Field> & { readonly header: (columns: readonly string[]) => void },
): Generator<NamedRow<Field> | Fault> {
  const start = bytes
    .subarray(0, 1024)
    .toString()
    .replace(/^\ufeff/, '');
  return /^\s*[[{]/.test(start) ? jsonRows(bytes, reading) : csvRows(bytes, reading);
}

/** The faults that a message names; a file may have one in every row. */
const NAMED_FAULTS = 5;

/** Faults as one text for a message. */
export function faultsText(faults: readonly Fault[]): string {
  const named = faults
    .slice(0, NAMED_FAULTS)
    .map(({ line, field, problem }) => `${line > 0 ? `line ${line}, ` : ''}${field}: ${problem}`);
  const more = faults.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function* csvRows<Field extends string>(
  bytes: Buffer,
  { fieldOf, refuse, header }: RowReading<Field> & { readonly header: (columns: readonly string[]) => void },
): Generator<NamedRow<Field> | Fault> {
  const reader = new CsvReader();
  reader.push(bytes);
  reader.finish();
  let columns: readonly string[] = [];
  let fields: (Field | undefined)[] | undefined;
  for (let found = reader.next(); found !== 'end' && found !== 'more'; found = reader.next()) {
    if (found === 'blank') continue;
    if (found === 'broken') {
      yield { line: reader.line, field: 'row', problem: reader.problem };
      continue;
    }
    reader.decode();
    if (fields && reader.count !== fields.length) yield misaligned(reader, columns);
    else if (fields) yield { line: reader.line, raw: textsOf(cellsOf(reader, fields)) };
    else {
      columns = Array.from({ length: reader.count }, (_, cell) => reader.text(cell));
      header(columns);
      fields = columns.map((column) => fieldOf(column, reader.line));
    }
  }
  if (!fields) refuse('it is empty');
}

/** A record with other than the header's number of cells: which cell belongs to which column is not known. */
function misaligned({ line, count }: CsvReader, columns: readonly string[]): Fault {
  const field = columns[count]?.trim() || `cell ${Math.min(count, columns.length) + 1}`;
  const problem = count < columns.length ? 'is missing' : 'has no column';
  const cells = (number: number) => `${number} cell${number === 1 ? '' : 's'}`;
  return {
    line,
    field,
    problem: `${problem}. The row has ${cells(count)}, and the header ${columns.length}`,
  };
}

/** The cells that are used. */
function* cellsOf<Field extends string>(reader: CsvReader, fields: readonly (Field | undefined)[]) {
  for (const [cell, field] of fields.entries()) if (field) yield [field, [reader.text(cell)]] as const;
}

function* jsonRows<Field extends string>(
  bytes: Buffer,
  { fieldOf, textOf, refuse }: RowReading<Field>,
): Generator<NamedRow<Field> | Fault> {
  const list = listIn(parsed(bytes, refuse)) ?? refuse('it is JSON without an array of objects');
  for (const [index, given] of list.entries()) {
    const line = index + 1;
    const values = Object.entries(given)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [fieldOf(key, line), [value].flat()] as const);
    const nested = textOf ? undefined : values.find(([field, all]) => field && all.some(isNested));
    if (nested) yield { line, field: nested[0]!, problem: 'is an object or a nested array. Expected a text' };
    else yield { line, raw: textsOf(values.map(([field, all]) => [field, all.map(textOf ?? String)])) };
  }
}

const isNested = (value: unknown): boolean => typeof value === 'object' && value !== null;

function textsOf<Field extends string>(
  values: Iterable<readonly [Field | undefined, readonly string[]]>,
): NamedTexts<Field> {
  const raw: Partial<Record<Field, readonly string[]>> = {};
  for (const [field, texts] of values) {
    if (!field) continue;
    const before = raw[field];
    raw[field] = before ? [...before, ...texts] : texts;
  }
  return raw;
}

function parsed(bytes: Buffer, refuse: (problem: string) => never): unknown {
  try {
    return JSON.parse(bytes.toString().replace(/^\ufeff/, ''));
  } catch {
    // The parser's message quotes the file, which may be the wrong one and hold a secret.
    return refuse('it is not valid JSON');
  }
}

function listIn(value: unknown): object[] | undefined {
  const lists = Array.isArray(value) ? [value] : Object.values((value ?? {}) as object).filter(Array.isArray);
  const list = lists.find((each: unknown[]) =>
    each.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item)),
  );
  return list as object[] | undefined;
}
