// Decides for the columns of a report which key of CEF each of them has.
import { type Key, LABELLED, OWN_LABELS } from './keys.js';
import { COMMON, OF_TYPES } from './table.js';

/** A column with its key; a column without one goes to the object of the other columns. */
export interface Place {
  readonly column: string;
  readonly key: Key | undefined;
}

/** Rows of one report share their list of columns, so the columns are placed once. */
const LAYOUTS = new WeakMap<
  readonly string[],
  { readonly type: string; readonly places: readonly Place[] }
>();

/** The places of a report's columns, in their order. */
export function placesOf(type: string, columns: readonly string[]): readonly Place[] {
  const known = LAYOUTS.get(columns);
  if (known?.type === type) return known.places;
  const keys = keysOf(type, new Set(columns));
  const places = columns.map((column) => ({ column, key: keys.get(column) }));
  LAYOUTS.set(columns, { type, places });
  return places;
}

function keysOf(type: string, columns: ReadonlySet<string>): Map<string, Key> {
  const keys = new Map<string, Key>();
  const taken = new Set<Key>();
  for (const { column, key } of [...ownRows(type), ...COMMON]) {
    if (!columns.has(column) || keys.has(column) || taken.has(key)) continue;
    keys.set(column, key);
    taken.add(key);
  }
  return keys;
}

function ownRows(type: string): { readonly column: string; readonly key: Key }[] {
  const name = twinOf(type);
  const rows = Object.hasOwn(OF_TYPES, name) ? OF_TYPES[name]! : {};
  return Object.entries(rows).map(([key, column]) => ({ column, key: key as Key }));
}

/** The type for IPv4 whose rows a type has: `scan_ssl` for `scan6_ssl`, `compromised_iot` for `compromised_iot6`. */
function twinOf(type: string): string {
  return type
    .replace(/^event6_/, 'event4_')
    .replace(/^(scan|population)6_/, '$1_')
    .replace(/6$/, '');
}

/** The label of a key; '' if its meaning needs none. */
export function labelOf(key: Key, column: string): string {
  return LABELLED.test(key) ? (OWN_LABELS[key] ?? column) : '';
}
