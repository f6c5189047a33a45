// Reads an inventory from CSV or JSON bytes: all of it, or an error that names the line and field of each fault.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { CsvReader } from '../../records/index.js';
import { type Fault, type Field, fieldOf, type InventoryEntry, type RawEntry, readEntry } from './entry.js';

/** The number of faults that a message names; a file may have a fault in every row. */
const NAMED_FAULTS = 5;

/**
 * Reads an inventory. JSON is an array of objects, or an object that contains such an array; everything else is CSV
 * with a header.
 *
 * @param origin the file or address, for messages
 * @throws SundialError `inventory-invalid`, `inventory-too-large`
 */
export function readInventory(bytes: Buffer, origin: string): InventoryEntry[] {
  const faults: Fault[] = [];
  const rows = /^\s*[[{]/.test(
    bytes
      .subarray(0, 1024)
      .toString()
      .replace(/^\ufeff/, ''),
  )
    ? jsonRows(bytes, origin)
    : csvRows(bytes, origin, faults);
  if (rows.length > LIMITS.inventoryRows)
    throw new SundialError('inventory-too-large', { file: origin, limit: `${LIMITS.inventoryRows} rows` });
  const entries = rows.map(({ raw, line }) => readEntry(raw, line, faults));
  if (faults.length > 0) throw invalid(origin, faults);
  return entries;
}

interface Row {
  readonly line: number;
  readonly raw: RawEntry;
}

function csvRows(bytes: Buffer, origin: string, faults: Fault[]): Row[] {
  const reader = new CsvReader();
  reader.push(bytes);
  reader.finish();
  let columns: (Field | undefined)[] | undefined;
  const rows: Row[] = [];
  for (let found = reader.next(); found !== 'end' && found !== 'more'; found = reader.next()) {
    if (found === 'blank') continue;
    if (found === 'broken') {
      faults.push({ line: reader.line, field: 'row', problem: reader.problem });
      continue;
    }
    reader.decode();
    const cells = Array.from({ length: reader.count }, (_, cell) => reader.text(cell));
    if (columns) rows.push({ line: reader.line, raw: rawOf(columns, cells) });
    else columns = header(cells, origin);
  }
  if (!columns) throw problem(origin, 'it is empty');
  return rows;
}

function header(cells: readonly string[], origin: string): (Field | undefined)[] {
  const columns = cells.map(fieldOf);
  if (!columns.includes('networks') && !columns.includes('names'))
    throw problem(origin, 'line 1 names no column "networks" or "names". Line 1 has to be a header');
  return columns;
}

/** The values of several columns of one field, such as `ip` and `network`, are combined. */
function rawOf(columns: readonly (Field | undefined)[], cells: readonly string[]): RawEntry {
  const raw: Partial<Record<Field, string[]>> = {};
  for (const [index, field] of columns.entries())
    if (field) raw[field] = [...(raw[field] ?? []), cells[index] ?? ''];
  return raw;
}

function jsonRows(bytes: Buffer, origin: string): Row[] {
  const list = listIn(parsed(bytes, origin));
  if (!list) throw problem(origin, 'it is JSON without an array of objects');
  return list.map((given, index) => ({ line: index + 1, raw: rawJson(given) }));
}

function parsed(bytes: Buffer, origin: string): unknown {
  try {
    return JSON.parse(bytes.toString().replace(/^\ufeff/, ''));
  } catch {
    // The parser's message quotes the file, which may be the wrong one and hold a secret.
    throw problem(origin, 'it is not valid JSON');
  }
}

function listIn(value: unknown): object[] | undefined {
  const lists = Array.isArray(value) ? [value] : Object.values((value ?? {}) as object).filter(Array.isArray);
  const list = lists.find((each: unknown[]) =>
    each.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item)),
  );
  return list as object[] | undefined;
}

function rawJson(given: object): RawEntry {
  const raw: Partial<Record<Field, string[]>> = {};
  for (const [key, value] of Object.entries(given)) {
    const field = fieldOf(key);
    if (field && value !== null) raw[field] = [...(raw[field] ?? []), ...[value].flat().map(String)];
  }
  return raw;
}

const problem = (origin: string, problems: string) =>
  new SundialError('inventory-invalid', { file: origin, problems });

function invalid(origin: string, faults: readonly Fault[]): SundialError {
  const named = faults
    .slice(0, NAMED_FAULTS)
    .map(({ line, field, problem }) => `line ${line}, ${field}: ${problem}`);
  const more = faults.length - named.length;
  return problem(origin, [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; '));
}
