// Rebuilds the original rows of a load from its typed columns: every non-empty cell, byte for byte.
import { formatRange } from '../../domain/address.js';
import { type CarriedColumn, carriedColumn, type HexForm } from '../../domain/carried-columns.js';
import { type ColumnKind, EVENT_COLUMNS, SEVERITIES } from '../../domain/event-columns.js';
import type { Engine } from '../engine/engine.js';
import { type BinaryRows, eachBinaryRow } from '../engine/row-binary.js';
import type { LedgerRow } from '../ledger/ledger.js';

/** A row of the original report. Cells are in the header's order; empty cells are omitted. */
export interface RebuiltRow {
  /** The record's line in its file (in JSON: its number). */
  readonly line: number;
  /** The bytes need not be valid UTF-8. They are views into a page of rows: copy cells that are kept for long. */
  readonly cells: readonly (readonly [column: string, value: Buffer])[];
}

/** The engine's reading methods. */
type RowReader = Pick<Engine, 'rows' | 'bytes'>;

/** The ledger's fields that rebuilding a load's rows requires. */
export type RebuildSource = Pick<LedgerRow, 'load' | 'report_type' | 'report_date' | 'header' | 'slots'>;

/**
 * Uncompressed bytes of rows per fetch. The rows of a page are scattered over the load, so every page reads the whole
 * load: small pages are slow, large ones take memory (about four times their size).
 */
const PAGE_BYTES = 32 * 1024 * 1024;

/** A small block size and one thread bound the engine's memory while it searches for a page's rows. */
const SETTINGS = 'SETTINGS max_threads = 1, max_block_size = 8192';
const ROWS_AFTER =
  'report_date = {date:Date} AND report_type = {type:String} AND load = {load:UInt32} AND line > {after:UInt32}';

/**
 * The rows of a load in line order, including rows that do not count because they are copies of rows elsewhere.
 *
 * @param source the load's ledger row; its rows must not be purged yet
 * @param pageBytes bytes to hold at once
 */
export async function* rebuildRows(
  engine: RowReader,
  source: RebuildSource,
  pageBytes: number = PAGE_BYTES,
): AsyncGenerator<RebuiltRow> {
  const printers = source.slots.map((slot) => (slot === '' ? undefined : printerOf(slot)));
  const columns = ['line', ...printers.flatMap((printer) => printer?.columns ?? []), 'rest'].map(quoted);
  const load = { date: source.report_date, type: source.report_type, load: source.load };
  const pages = await pageEnds(engine, load, columns, pageBytes);
  let after = 0;
  for (const upTo of pages) {
    const page = await engine.bytes(
      `SELECT ${columns.join(', ')} FROM event_rows WHERE ${ROWS_AFTER} AND line <= {upTo:UInt32} ORDER BY line ${SETTINGS}`,
      'RowBinary',
      { ...load, after, upTo },
    );
    yield* eachBinaryRow(page, (row) => readRow(row, source.header, printers));
    after = upTo;
  }
}

/** The last line of each page, chosen so that no page is much larger than its limit, however uneven the rows are. */
async function pageEnds(
  engine: RowReader,
  load: { date: string; type: string; load: number },
  columns: readonly string[],
  pageBytes: number,
): Promise<number[]> {
  const rows = await engine.rows<{ last: number }>(
    `SELECT max(line) AS last FROM (
       SELECT line, intDiv(sum(size) OVER (ORDER BY line ROWS UNBOUNDED PRECEDING), {pageBytes:UInt64}) AS page
       FROM (SELECT line, byteSize(${columns.join(', ')}) AS size FROM event_rows WHERE ${ROWS_AFTER}))
     GROUP BY page ORDER BY page ${SETTINGS}`,
    { ...load, after: 0, pageBytes },
  );
  return rows.map(({ last }) => last);
}

function readRow(
  row: BinaryRows,
  header: readonly string[],
  printers: readonly (Printer | undefined)[],
): RebuiltRow {
  const line = row.u32();
  const typed = printers.map((printer) => printer?.print(row));
  const rest = new Map<string, Buffer>();
  for (let pairs = row.varint(); pairs > 0; pairs--) rest.set(row.string().toString(), row.string());
  const cells: [string, Buffer][] = [];
  for (const [index, column] of header.entries()) {
    // A stored text takes precedence, because it exists only if the typed value would print differently.
    const value = rest.get(column) ?? typed[index];
    if (value && value.length > 0) cells.push([column, value]);
  }
  return { line, cells };
}

/** Turns a typed column's value into the cell's canonical text: the columns to read, and the conversion. */
interface Printer {
  readonly columns: readonly string[];
  readonly print: (row: BinaryRows) => Buffer;
}

const EMPTY = Buffer.alloc(0);
const number = (value: number): Buffer => (value === 0 ? EMPTY : Buffer.from(String(value)));

const PRINTERS: Record<ColumnKind, (row: BinaryRows) => Buffer> = {
  time: (row) => time(row.u32()),
  severity: (row) => Buffer.from(SEVERITIES[row.u8() - 1] ?? ''),
  range: (row) => range(row.raw(16), row.raw(16)),
  address: (row) => {
    const address = row.raw(16);
    return range(address, address);
  },
  u16: (row) => number(row.u16()),
  u32: (row) => number(row.u32()),
  word: (row) => row.string(),
  text: (row) => row.string(),
  tags: (row) => tags(row),
};

function time(seconds: number): Buffer {
  if (seconds === 0) return EMPTY;
  return Buffer.from(new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' '));
}

function range(first: Buffer, last: Buffer): Buffer {
  if (first.every((byte) => byte === 0)) return EMPTY;
  return Buffer.from(formatRange({ first, last, isNetwork: !first.equals(last) }));
}

function tags(row: BinaryRows): Buffer {
  const words: Buffer[] = [];
  for (let count = row.varint(); count > 0; count--) words.push(row.string());
  return Buffer.concat(words.flatMap((word, index) => (index === 0 ? [word] : [Buffer.from(';'), word])));
}

function carriedPrinter({ kind, form, bytes }: CarriedColumn): Printer['print'] {
  switch (kind) {
    case 'number':
      return PRINTERS.u32;
    case 'time':
      return PRINTERS.time;
    case 'http_time':
      return (row) => httpTime(row.u32());
    case 'hex':
      return (row) => hexOf(bytes === undefined ? row.string() : fixedValue(row.raw(bytes)), form!);
    default:
      return (row) => row.string();
  }
}

function httpTime(seconds: number): Buffer {
  // ECMAScript specifies this format exactly, and it is the format of dates in HTTP.
  return seconds === 0 ? EMPTY : Buffer.from(new Date(seconds * 1000).toUTCString());
}

/** A value of fixed size, or an empty value if there are only zeros. */
function fixedValue(value: Buffer): Buffer {
  return value.every((byte) => byte === 0) ? EMPTY : value;
}

function hexOf(value: Buffer, form: HexForm): Buffer {
  const lower = value.toString('hex');
  if (form === 'lower') return Buffer.from(lower);
  const upper = lower.toUpperCase();
  return Buffer.from(form === 'upper' ? upper : (upper.match(/../g) ?? []).join(':'));
}

function printerOf(slot: string): Printer {
  const carried = carriedColumn(slot);
  if (carried) return { columns: [slot], print: carriedPrinter(carried) };
  const column = EVENT_COLUMNS.find(({ name }) => name === slot);
  // Slots are the store's own names, written by this program.
  if (!column) throw new Error(`slot ${slot} of the ledger is not a typed column`);
  const columns: Partial<Record<ColumnKind, string[]>> = {
    severity: ['row_severity'],
    range: [slot, `${slot}_last`],
    tags: ['tags'],
  };
  return { columns: columns[column.kind] ?? [slot], print: PRINTERS[column.kind] };
}

const quoted = (name: string): string => `\`${name}\``;
