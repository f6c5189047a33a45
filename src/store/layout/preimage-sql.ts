// The SQL of the text from which a row's event key is made, over rows in the old and in the new layout.
import { CARRIED_COLUMNS } from '../../domain/carried-columns.js';
import { EVENT_COLUMNS } from '../../domain/event-columns.js';
import type { Parameters } from '../engine/engine.js';
import { cellTexts } from '../events/cell-texts.js';

/** The columns of reports whose rows are rebuilt: each name once, in the order of event keys, and its tag in hexadecimal. */
export interface KeyNames {
  readonly names: readonly string[];
  readonly tags: readonly string[];
}

const FIELDS = EVENT_COLUMNS.map(({ name }) => name);

/**
 * The loads of rows with the names of the columns that feed their typed columns, as `fed` in the order of the columns.
 * Joined with rows by `load`.
 */
export const FEEDERS = `SELECT load, arrayMap(field -> if(has(slots, field), header[indexOf(slots, field)], ''),
    [${FIELDS.map((name) => `'${name}'`).join(', ')}]) AS fed
  FROM reports WHERE load IN {loads:Array(UInt32)}`;

/** The values to bind for `preimageSql`. */
export function keyNameValues({ names, tags }: KeyNames): Parameters {
  return { names, positions: names.map((_, index) => index + 1), tags };
}

/**
 * SQL of the hashed text (src/read/encode/event-key.ts): tag, length and text of each non-empty cell in the order of
 * names. The rows have the alias `e` and the `fed` of their load.
 *
 * @param carried names of the carried columns that the rows may have; none in the old layout
 */
export function preimageSql(carried: ReadonlySet<string>): string {
  const texts = cellTexts('e.');
  const own = CARRIED_COLUMNS.filter(({ name }) => carried.has(name)).map(({ name }) => name);
  const names = `arrayConcat(fed, CAST([${own.map((name) => `'${name}'`).join(', ')}] AS Array(String)))`;
  const cells = [...FIELDS, ...own].map((name) => `toString(${texts.get(name)})`);
  const typed = `arrayFilter(cell -> cell.1 != '' AND cell.2 != '', arrayZip(${names}, [${cells.join(', ')}]))`;
  const kept = 'CAST(e.rest AS Map(String, String))';
  // A text in the map takes precedence over a typed value, which would print differently.
  const others = `arrayFilter(cell -> NOT mapContains(${kept}, cell.1), ${typed})`;
  const all = `arrayConcat(arrayZip(mapKeys(${kept}), mapValues(${kept})), ${others})`;
  const numbered = `arrayMap(cell -> (transform(cell.1, {names:Array(String)}, {positions:Array(UInt32)}, toUInt32(0)), cell.2), ${all})`;
  const size = 'reinterpretAsFixedString(toUInt32(length(cell.2)))';
  return `arrayStringConcat(arrayMap(cell -> concat(unhex(({tags:Array(String)})[cell.1]), ${size}, cell.2), arraySort(cell -> cell.1, ${numbered})))`;
}
