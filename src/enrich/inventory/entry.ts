// One entry of the inventory as files contain it, and the parsing of its fields; each fault names its field.

import { type AddressRange, parseAddress } from '../../domain/address.js';
import { datePart } from '../../domain/days.js';
import { hostName } from '../../domain/host-name.js';
import { isReportDate } from '../../domain/report.js';

/** The fields, each under the names that files use for it. A list is one cell, separated by `;` or blanks. */
const FIELDS = {
  device: ['device', 'name', 'id'],
  networks: ['networks', 'network', 'addresses', 'address', 'ip', 'ips', 'cidr'],
  names: ['names', 'hostnames', 'hostname', 'fqdn', 'domains', 'domain'],
  owner: ['owner', 'organisation', 'organization'],
  contacts: ['contacts', 'contact', 'email', 'emails'],
  own: ['own', 'ours'],
  valid_from: ['valid_from', 'from'],
  valid_until: ['valid_until', 'until'],
} as const;
export type Field = keyof typeof FIELDS;

/** The field that a column of a file feeds; undefined for a column that the inventory does not use. */
export function fieldOf(column: string): Field | undefined {
  const name = column.trim().toLowerCase().replaceAll(/[ -]/g, '_');
  return (Object.keys(FIELDS) as Field[]).find((field) =>
    (FIELDS[field] as readonly string[]).includes(name),
  );
}

/** An entry after reading. */
export interface InventoryEntry {
  /** Its line in a CSV file, its number in JSON. */
  readonly line: number;
  readonly device: string;
  readonly networks: readonly AddressRange[];
  readonly names: readonly string[];
  readonly owner: string;
  readonly contacts: readonly string[];
  readonly own: boolean;
  /** The first day on which the entry is valid, and the first on which it no longer is. */
  readonly validFrom: string;
  readonly validUntil: string;
}

/** A field that cannot be read. */
export interface Fault {
  readonly line: number;
  readonly field: string;
  readonly problem: string;
}

/** The content of the fields of one row: a text, or the texts of a list. */
export type RawEntry = Readonly<Partial<Record<Field, string | readonly string[]>>>;

/** The engine's first and last day, which mean that there is no limit. */
export const ALWAYS = { from: '1970-01-01', until: '2149-06-05' } as const;
/** Longer texts are not names of devices, owners or addresses. */
const LONGEST = 500;

/** Reads one row and adds its faults to `faults`. */
export function readEntry(raw: RawEntry, line: number, faults: Fault[]): InventoryEntry {
  const fault = (field: string, problem: string) => void faults.push({ line, field, problem });
  const texts = (field: Field) => listOf(raw[field]);
  const text = (field: Field) => {
    const value = [raw[field] ?? []].flat().join(' ').trim();
    if (value.length > LONGEST) fault(field, `is longer than ${LONGEST} characters`);
    return value.replaceAll(/[\u0000-\u001f\u007f]/g, ' ');
  };
  const networks = texts('networks').flatMap((given) => {
    const range = parseAddress(given);
    if (!range) fault('networks', `"${given.slice(0, 60)}" is not an address or network`);
    return range ? [range] : [];
  });
  const names = texts('names').flatMap((given) => {
    const name = hostName(given.replace(/^\*?\./, ''));
    if (!name) fault('names', `"${given.slice(0, 60)}" is not a host name or domain`);
    return name ? [name] : [];
  });
  if (texts('networks').length + texts('names').length === 0)
    fault('networks', 'no address, network or name is given');
  const validFrom = day(text('valid_from'), ALWAYS.from);
  const validUntil = day(text('valid_until'), ALWAYS.until);
  if (!validFrom) fault('valid_from', 'is not a date. Expected YYYY-MM-DD');
  if (!validUntil) fault('valid_until', 'is not a date. Expected YYYY-MM-DD');
  if (validFrom && validUntil && validFrom >= validUntil) fault('valid_until', 'is not after valid_from');
  const own = readOwn(text('own'));
  if (own === undefined) fault('own', 'is neither true nor false');
  return {
    line,
    device: text('device'),
    networks,
    names,
    owner: text('owner'),
    contacts: texts('contacts'),
    own: own ?? false,
    validFrom: validFrom ?? ALWAYS.from,
    validUntil: validUntil ?? ALWAYS.until,
  };
}

function listOf(value: RawEntry[Field]): string[] {
  const parts = [value ?? []].flat().flatMap((part) => part.split(/[;\s]+/));
  return [...new Set(parts.filter((part) => part !== ''))];
}

/**
 * The day; the value that means "no limit" for an empty text; undefined for anything else. Times are cut to their
 * day.
 */
function day(text: string, none: string): string | undefined {
  if (text === '') return none;
  const date = datePart(text);
  return isReportDate(date) && /^$|^[T ]/.test(text.slice(date.length)) ? date : undefined;
}

function readOwn(text: string): boolean | undefined {
  if (/^(true|yes|1|x)$/i.test(text)) return true;
  return /^(false|no|0|)$/i.test(text) ? false : undefined;
}
