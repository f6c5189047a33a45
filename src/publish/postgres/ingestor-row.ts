// The row and the hash of an event, byte for byte as the existing ingestor makes them, so that no row is stored twice.
import { createHash } from 'node:crypto';
import { publishedName } from '../../mapping/index.js';
import type { EventMessage } from '../messages.js';

/** An event as that ingestor stores it. */
export interface IngestorRow {
  /** The cells by the names of their columns; empty cells are ''. Names come from reports. */
  readonly cell: (name: string) => string;
  /** The row as Python's `json.dumps(row, sort_keys=True)` writes it: ASCII only, and therefore also valid in any encoding. */
  readonly json: string;
  /** SHA-256 of that text, in hex. */
  readonly hash: string;
}

/** The columns in Python's order of names, each with its cell and the beginning of its text. */
type Layout = ReadonlyMap<string, { readonly column: string; readonly start: string }>;

/** Rows of one report share their list of columns, so the columns are arranged once. */
const LAYOUTS = new WeakMap<readonly string[], Layout>();

/**
 * Makes the row. The missing cells of a short row are '' like other empty cells, because Sundial does not distinguish
 * them; the existing ingestor stores null for missing cells, so the hashes of short rows differ.
 */
export function ingestorRow({ columns, fields }: Pick<EventMessage, 'columns' | 'fields'>): IngestorRow {
  const cell = (column: string): string =>
    Object.hasOwn(fields, column) ? String(fields[column] ?? '') : '';
  const layout = layoutOf(columns);
  const pairs = Array.from(layout.values(), ({ column, start }) => start + pythonText(cell(column)));
  const json = `{${pairs.join(', ')}}`;
  return {
    cell: (name) => cell(layout.get(name)?.column ?? name),
    json,
    hash: createHash('sha256').update(json, 'latin1').digest('hex'),
  };
}

function layoutOf(columns: readonly string[]): Layout {
  const known = LAYOUTS.get(columns);
  if (known) return known;
  // Python's csv.DictReader keeps the last of several cells with the same name.
  const last = new Map<string, string>();
  for (const column of columns) last.set(publishedName(column, columns), column);
  // Python sorts by code points, as bytes of UTF-8 do.
  const sorted = [...last].toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const layout = new Map(
    sorted.map(([name, column]) => [name, { column, start: `${pythonText(name)}: ` }] as const),
  );
  LAYOUTS.set(columns, layout);
  return layout;
}

/** A text in the form of Python's json module with its defaults: all characters but printable ASCII are escaped. */
function pythonText(text: string): string {
  // JSON.stringify escapes the same characters below 0x7f in the same way, and lone surrogates.
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
