// One entry of the inventory as files contain it, and the parsing of its fields; each fault names its field.

import type { AddressRange } from '../../domain/address.js';
import {
  fieldFinder,
  listed,
  readDevice,
  readNames,
  readNetworks,
  readText,
  readValidity,
  type Validity,
} from '../../domain/register-cells.js';
import type { Fault, NamedTexts } from '../../records/index.js';

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
export const fieldOf = fieldFinder<Field>(FIELDS);

/** What the columns of an inventory lack; undefined if they suffice. */
export function lacks(columns: readonly string[]): string | undefined {
  const fields = columns.map(fieldOf);
  return fields.includes('networks') || fields.includes('names')
    ? undefined
    : 'no column "networks" or "names"';
}

/** An entry after reading. */
export interface InventoryEntry extends Validity {
  /** Its line in a CSV file, its number in JSON. */
  readonly line: number;
  readonly device: string;
  readonly networks: readonly AddressRange[];
  readonly names: readonly string[];
  readonly owner: string;
  readonly contacts: readonly string[];
  readonly own: boolean;
}

/** Reads one row and adds its faults to `faults`. */
export function readEntry(raw: NamedTexts<Field>, line: number, faults: Fault[]): InventoryEntry {
  const fault = (field: string, problem: string) => void faults.push({ line, field, problem });
  const texts = (field: Field) => listed(raw[field]);
  const text = (field: Field) => readText(raw[field], (problem) => fault(field, problem));
  const networks = readNetworks(texts('networks'), (problem) => fault('networks', problem));
  const names = readNames(texts('names'), (problem) => fault('names', problem));
  if (texts('networks').length + texts('names').length === 0)
    fault('networks', 'no address, network or name is given');
  const validity = readValidity(text('valid_from'), text('valid_until'), fault);
  const own = readOwn(text('own'));
  if (own === undefined) fault('own', 'is neither true nor false');
  return {
    line,
    device: readDevice(raw.device, (problem) => fault('device', problem)),
    networks,
    names,
    owner: text('owner'),
    contacts: texts('contacts'),
    own: own ?? false,
    ...validity,
  };
}

function readOwn(text: string): boolean | undefined {
  if (/^(true|yes|1|x)$/i.test(text)) return true;
  return /^(false|no|0|)$/i.test(text) ? false : undefined;
}
