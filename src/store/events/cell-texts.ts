// The SQL that formats typed and carried columns as text: dotted addresses, networks with their prefix, '' for no value.
import {
  CARRIED_COLUMNS,
  type CarriedKind,
  carriedColumn,
  type HexForm,
} from '../../domain/carried-columns.js';
import { carriedText, numberText, timeText } from '../../domain/carried-text.js';
import { type ColumnKind, EVENT_COLUMNS } from '../../domain/event-columns.js';
import { LISTED_COLUMNS, REST, TAGS } from '../../domain/listed-texts.js';
import { once } from './once.js';

const NONE = "toIPv6('::')";

/** One to four hexadecimal digits. */
const hextet = (number: string): string =>
  `replaceRegexpOne(lower(hex(toUInt16(${number}))), '^0+(.)', '\\\\1')`;

/**
 * An address as Sundial prints it everywhere. The engine prints IPv4 as ::ffff:a.b.c.d and ::102:304 as ::1.2.3.4.
 */
export function addressText(address: string): string {
  return once(`toString(${address})`, (text) => {
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
  const suffix = `if(${first} = ${last}, '', concat('/', ${prefix}))`;
  return `if(${last} = ${NONE}, '', concat(${addressText(first)}, ${suffix}))`;
}

/** SQL of the cell's text from a typed column. @param row prefix of the column names, such as `e.` */
type CellText = (name: string, row: string) => string;

const FIELD_TEXT: Record<ColumnKind, CellText> = {
  time: (name, row) => timeText(row + name),
  severity: (name, row) => `if(${row}row_${name} = 'none', '', toString(${row}row_${name}))`,
  range: (name, row) => rangeText(row + name, `${row}${name}_last`),
  address: (name, row) => rangeText(row + name, row + name),
  u16: (name, row) => numberText(row + name),
  u32: (name, row) => numberText(row + name),
  word: (name, row) => `toString(${row}${name})`,
  text: (name, row) => row + name,
  tags: (_name, row) => `arrayStringConcat(${row}tags, ';')`,
};

/**
 * The text of each typed and carried column's cell if the cell's own text was not stored (decisions.md#original-text), as
 * SQL.
 *
 * @param row prefix of the column names, such as `e.`
 */
export function cellTexts(row = ''): ReadonlyMap<string, string> {
  return new Map([
    ...EVENT_COLUMNS.map(({ name, kind }) => [name, FIELD_TEXT[kind](name, row)] as const),
    ...CARRIED_COLUMNS.map((column) => [column.name, carriedText(column, row)] as const),
  ]);
}

/** The cell's text of each column, over rows with the alias `e`. */
export const CELL_TEXTS: ReadonlyMap<string, string> = cellTexts('e.');

/** The names in a time as `Thu, 15 Jan 2026 10:00:00 GMT`. */
const NAMES = 'sun mon tue wed thu fri sat jan feb mar apr may jun jul aug sep oct nov dec gmt'.split(' ');
const isPartOfName = (letters: string) => NAMES.some((name) => name.includes(letters.toLowerCase()));

/** Whether a cell of a carried column can contain a text, by kind; cells of other kinds can contain any text. */
const CAN_CONTAIN: Partial<Record<CarriedKind, (text: string) => boolean>> = {
  number: (text) => /^\d+$/.test(text),
  time: (text) => /^[-: \d]+$/.test(text),
  http_time: (text) => /^[a-z\d,: ]+$/i.test(text) && (text.match(/[a-z]+/gi) ?? []).every(isPartOfName),
};

/** The form of texts that bytes in hexadecimal can contain. Printing bytes is slow, above all in pairs with colons. */
const PART_OF_HEX: Readonly<Record<HexForm, RegExp>> = {
  lower: /^[0-9a-f]+$/i,
  upper: /^[0-9a-f]+$/i,
  colons: /^[0-9a-f]{0,2}(:[0-9a-f]{2})*(:[0-9a-f]{0,2})?$/i,
};

/** Whether a column can contain a text, as far as the column's kind tells. */
export function canContain(column: string, text: string): boolean {
  const { kind, form } = carriedColumn(column) ?? {};
  if (form) return PART_OF_HEX[form].test(text);
  return kind === undefined || (CAN_CONTAIN[kind]?.(text) ?? true);
}

/** The columns of the table of events that can contain a text; the map is one of them. */
export function columnsWith(text: string): string[] {
  return [...LISTED_COLUMNS.keys(), REST].filter((column) => canContain(column, text));
}

/**
 * SQL condition that a cell of a searched column contains a text, over rows with the alias `e`.
 *
 * @param column one that can contain the text
 * @param placeholder of the text
 */
export function cellContains(column: string, text: string, placeholder: string): string {
  const within = (value: string) => `positionCaseInsensitive(${value}, ${placeholder}) > 0`;
  if (column === REST) return `arrayExists(value -> ${within('value')}, mapValues(e.rest))`;
  const contains = within(CELL_TEXTS.get(column === TAGS ? 'tag' : column)!);
  if (carriedColumn(column)?.form !== 'colons') return contains;
  // Printing takes five times as long as looking for the bytes that the text has in full.
  const bytes = text.split(':').filter((digits) => digits.length === 2);
  return bytes.length === 0
    ? contains
    : `(position(concat(e.\`${column}\`, ''), unhex('${bytes.join('')}')) > 0 AND ${contains})`;
}
