// The SQL that prints carried columns as the text of the report, which tables, views and queries must write identically.
import type { CarriedColumn, CarriedKind, HexForm } from './carried-columns.js';

/** SQL of a number's text, '' for 0. */
export const numberText = (column: string): string => `if(${column} = 0, '', toString(${column}))`;
/** SQL of a time's text, '' for none. */
export const timeText = (column: string): string =>
  `if(toUnixTimestamp(${column}) = 0, '', toString(${column}))`;

const CARRIED_TEXT: Record<Exclude<CarriedKind, 'hex'>, (column: string) => string> = {
  word: (column) => `toString(${column})`,
  text: (column) => column,
  number: numberText,
  time: timeText,
  http_time: (column) => `if(toUnixTimestamp(${column}) = 0, '', ${httpTimeText(column)})`,
};

/** SQL of a time as `Thu, 15 Jan 2026 10:00:00 GMT`. */
export function httpTimeText(time: string): string {
  return `formatDateTime(${time}, '%a, %d %b %Y %H:%i:%S GMT')`;
}

/** SQL of bytes in a form of hexadecimal text. */
export function hexText(bytes: string, form: HexForm): string {
  if (form === 'lower') return `lower(hex(${bytes}))`;
  if (form === 'upper') return `hex(${bytes})`;
  return `trimRight(replaceRegexpAll(hex(${bytes}), '..', '\\\\0:'), ':')`;
}

/**
 * SQL of the text of a carried column, '' if it is empty.
 *
 * @param row the text before a column's name
 */
export function carriedText({ name, kind, form, bytes }: CarriedColumn, row = ''): string {
  const column = `${row}\`${name}\``;
  if (kind !== 'hex') return CARRIED_TEXT[kind](column);
  if (bytes === undefined) return hexText(column, form!);
  return `if(${column} = toFixedString('', ${bytes}), '', ${hexText(column, form!)})`;
}
