// Reads the cells of registers that people keep, such as inventories: lists, networks, names, and days of validity.
import { type AddressRange, parseAddress } from './address.js';
import { ALWAYS, datePart } from './days.js';
import { hostName } from './host-name.js';
import { isReportDate } from './report.js';

/** The first day on which something is valid, and the first on which it no longer is. */
export interface Validity {
  readonly validFrom: string;
  readonly validUntil: string;
}

/**
 * Reads both days; an empty text means no limit, and times are cut to their day.
 *
 * @param fault receives the field and the problem of a text that is not a day
 */
export function readValidity(
  from: string,
  until: string,
  fault: (field: 'valid_from' | 'valid_until', problem: string) => void,
): Validity {
  const validFrom = readDay(from, ALWAYS.from, (problem) => fault('valid_from', problem));
  const validUntil = readDay(until, ALWAYS.until, (problem) => fault('valid_until', problem));
  if (validFrom && validUntil && validFrom >= validUntil) fault('valid_until', NOT_AFTER);
  return { validFrom: validFrom ?? ALWAYS.from, validUntil: validUntil ?? ALWAYS.until };
}

/** The problem of a validity that ends before it begins. */
export const NOT_AFTER = 'is not after valid_from';

/** Reads one day; undefined after a fault. @param none the day that an empty text means */
export function readDay(text: string, none: string, fault: CellFault): string | undefined {
  if (text === '') return none;
  const date = datePart(text);
  if (isReportDate(date) && /^$|^[T ]/.test(text.slice(date.length))) return date;
  fault('is not a date. Expected YYYY-MM-DD');
  return undefined;
}

const SEPARATOR = /[;\s]+/;

/** The distinct items of a list's cells, which are separated by `;` or blanks. */
export function listed(cells: readonly string[] = []): string[] {
  const [only = ''] = cells;
  // Most cells have one item, and a register has millions of them.
  if (cells.length === 1 && only !== '' && !SEPARATOR.test(only)) return [only];
  const parts = cells.flatMap((cell) => cell.split(SEPARATOR));
  return [...new Set(parts.filter((part) => part !== ''))];
}

/**
 * Finds the field that a column of a file feeds; undefined for a column that is not used.
 *
 * @param fields the fields, each with the names that files use for it
 */
export const fieldFinder =
  <Field extends string>(fields: Readonly<Record<Field, readonly string[]>>) =>
  (column: string): Field | undefined => {
    const name = column.trim().toLowerCase().replaceAll(/[ -]/g, '_');
    return (Object.keys(fields) as Field[]).find((field) => fields[field].includes(name));
  };

/** Receives a problem with a cell. */
export type CellFault = (problem: string) => void;

/** Reads addresses and networks; reports and leaves out anything else. */
export function readNetworks(cells: readonly string[], fault: CellFault): AddressRange[] {
  return cells.flatMap((given) => {
    const range = parseAddress(given);
    if (!range) fault(`${shown(given)} is not an address or network`);
    return range ? [range] : [];
  });
}

/** Reads host names and domains, with or without `*.` in front; reports and leaves out anything else. */
export function readNames(cells: readonly string[], fault: CellFault): string[] {
  return cells.flatMap((given) => {
    const name = hostName(given.replace(/^\*?\./, ''));
    if (!name) fault(`${shown(given)} is not a host name or domain`);
    return name ? [name] : [];
  });
}

/** A short form of a faulty cell for a message. */
export const shown = (cell: string): string => `"${cell.slice(0, 60)}"`;

/** Longer texts are not names of devices, organisations or people. */
const LONGEST = 500;

const CONTROL = /[\u0000-\u001f\u007f]/;

/** One text from all cells of a field, without control characters. */
export function readText(cells: readonly string[] = [], fault: CellFault): string {
  const text = (cells.length === 1 ? cells[0]! : cells.join(' ')).trim();
  if (text.length > LONGEST) fault(`is longer than ${LONGEST} characters`);
  return CONTROL.test(text) ? text.replaceAll(new RegExp(CONTROL, 'g'), ' ') : text;
}

/** The name of a device. Two names, such as `id`, the number of the row, and `device`, would together name one that nothing else knows. */
export function readDevice(cells: readonly string[] = [], fault: CellFault): string {
  if (new Set(cells.map((cell) => cell.trim()).filter(Boolean)).size > 1)
    fault('two columns name a device. Leave one of them out');
  return readText(cells, fault);
}
