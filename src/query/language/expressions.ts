// The SQL that formats typed columns as text: dotted addresses, networks with their prefix, '' for no value.
import { type ColumnKind, EVENT_COLUMNS } from '../../domain/event-columns.js';
import { named } from './valid-text.js';

const NONE = "toIPv6('::')";

/** One to four hexadecimal digits. */
const hextet = (number: string): string =>
  `replaceRegexpOne(lower(hex(toUInt16(${number}))), '^0+(.)', '\\\\1')`;

/**
 * An address as Sundial prints it everywhere. The engine prints IPv4 as ::ffff:a.b.c.d and ::102:304 as ::1.2.3.4.
 */
export function addressText(address: string): string {
  return named(`toString(${address})`, (text) => {
    const low = `IPv4StringToNumOrDefault(substring(${text}, 3))`;
    const compatible = `concat('::', ${hextet(`intDiv(${low}, 65536)`)}, ':', ${hextet(`${low} % 65536`)})`;
    return `multiIf(position(${text}, '.') = 0, ${text}, startsWith(${text}, '::ffff:'), substring(${text}, 8), ${compatible})`;
  });
}

/** A host or network; '' if there is none. */
export function rangeText(first: string, last: string): string {
  if (first === last) return `if(${first} = ${NONE}, '', ${addressText(first)})`;
  const bits = `bitHammingDistance(reinterpretAsFixedString(${first}), reinterpretAsFixedString(${last}))`;
  const isMapped = `${first} BETWEEN toIPv6('::ffff:0:0') AND toIPv6('::ffff:255.255.255.255') AND ${bits} <= 32`;
  const prefix = `toString(if(${isMapped}, 32, 128) - ${bits})`;
  return `multiIf(${last} = ${NONE}, '', ${first} = ${last}, ${addressText(first)}, concat(${addressText(first)}, '/', ${prefix}))`;
}

const numberText = (column: string): string => `if(${column} = 0, '', toString(${column}))`;

/** The text of a typed column's cell if the cell's own text was not stored (decisions.md#original-text). */
const CELL_TEXT: Record<ColumnKind, (column: string) => string> = {
  time: (column) => `if(toUnixTimestamp(${column}) = 0, '', toString(${column}))`,
  severity: () => "if(e.row_severity = 'none', '', toString(e.row_severity))",
  range: (column) => rangeText(column, `${column}_last`),
  address: (column) => rangeText(column, column),
  u16: numberText,
  u32: numberText,
  word: (column) => `toString(${column})`,
  text: (column) => column,
  tags: () => "arrayStringConcat(e.tags, ';')",
};

/** The cell's text of each typed column, as SQL. */
export const CELL_TEXTS: ReadonlyMap<string, string> = new Map(
  EVENT_COLUMNS.map(({ name, kind }) => [name, CELL_TEXT[kind](`e.${name}`)]),
);

/** The typed columns that hold text, as SQL; all other text of a row is in its map. */
export const EVENT_TEXTS: readonly string[] = EVENT_COLUMNS.filter(({ kind }) =>
  ['word', 'text', 'tags'].includes(kind),
).map(({ name }) => CELL_TEXTS.get(name)!);
