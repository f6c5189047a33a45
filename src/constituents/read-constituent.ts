// Reads the fields of a constituent as people write them, and names each field that cannot be read.

import type { Catalogue } from '../catalogue/index.js';
import { formatRange } from '../domain/address.js';
import { ALWAYS } from '../domain/days.js';
import { SundialError } from '../domain/errors.js';
import { SEVERITIES, type Severity } from '../domain/event-columns.js';
import {
  type CellFault,
  listed,
  readDay,
  readNames,
  readNetworks,
  readText,
  shown,
} from '../domain/register-cells.js';
import { TLP } from '../domain/tlp.js';
import { typesNamed } from '../query/index.js';
import type { Fault, NamedTexts } from '../records/index.js';
import type { Constituent, Field } from './constituent.js';
import { readContacts } from './contacts.js';

/** Where the names of report types are looked up. */
export interface KnownTypes {
  readonly catalogue: Catalogue;
  /** Types in the store. */
  readonly stored: readonly string[];
}

/** The fields that a row gives; a field that it does not have is absent, and an empty one is empty. */
export type Given = Partial<Constituent>;

/** Reads the fields that a row has, and adds its faults to `faults`. */
export function readGiven(raw: NamedTexts<Field>, line: number, known: KnownTypes, faults: Fault[]): Given {
  const fields = Object.keys(raw) as Field[];
  const given: Record<string, unknown> = {};
  for (const field of fields) {
    const fault = (problem: string) => void faults.push({ line, field, problem });
    given[field] = READERS[field](raw[field] ?? [], fault, known);
  }
  return given;
}

type Reader = (cells: readonly string[], fault: CellFault, known: KnownTypes) => unknown;

const READERS: Readonly<Record<Field, Reader>> = {
  id: readId,
  name: readText,
  parent: readParent,
  sector: readText,
  asns: readAsns,
  networks: (cells, fault) => [...new Set(readNetworks(listed(cells), fault).map(formatRange))],
  domains: (cells, fault) => [...new Set(readNames(listed(cells), fault))],
  countries: readCountries,
  contacts: readContacts,
  language: readLanguage,
  tlp: readTlp,
  types: readTypes,
  severities: readSeverities,
  notes: readText,
  valid_from: (cells, fault) => readDay(readText(cells, fault), ALWAYS.from, fault),
  valid_until: (cells, fault) => readDay(readText(cells, fault), ALWAYS.until, fault),
};

const ID = /^[a-z0-9_]{1,60}$/;

function readId(cells: readonly string[], fault: CellFault): string {
  const id = readText(cells, fault);
  if (!ID.test(id)) fault(`${shown(id)} is not an id. Expected up to 60 of a-z, 0-9 and "_"`);
  return id;
}

function readParent(cells: readonly string[], fault: CellFault): string {
  return readText(cells, fault) === '' ? '' : readId(cells, fault);
}

function readAsns(cells: readonly string[], fault: CellFault): number[] {
  const numbers = listed(cells).flatMap((text) => {
    const asn = /^(?:AS)?\d{1,10}$/i.test(text) ? Number(text.replace(/^AS/i, '')) : 0;
    if (asn >= 1 && asn <= 0xffff_ffff) return [asn];
    fault(`${shown(text)} is not the number of an autonomous system`);
    return [];
  });
  return [...new Set(numbers)];
}

function readCountries(cells: readonly string[], fault: CellFault): string[] {
  const codes = listed(cells).map((text) => text.toUpperCase());
  for (const code of codes)
    if (!/^[A-Z]{2}$/.test(code)) fault(`${shown(code)} is not a country code of two letters`);
  return [...new Set(codes)];
}

function readLanguage(cells: readonly string[], fault: CellFault): string {
  const text = readText(cells, fault);
  if (text === '') return '';
  try {
    return Intl.getCanonicalLocales(text)[0] ?? '';
  } catch {
    fault(`${shown(text)} is not a language tag such as "en" or "pt-BR"`);
    return '';
  }
}

function readTlp(cells: readonly string[], fault: CellFault): string {
  const text = readText(cells, fault).toLowerCase().replace(/^tlp:/, '');
  if (text !== '' && !(TLP as readonly string[]).includes(text))
    fault(`${shown(text)} is not a TLP label. Expected one of ${TLP.join(', ')}`);
  return text;
}

function readTypes(cells: readonly string[], fault: CellFault, { catalogue, stored }: KnownTypes): string[] {
  const types = listed(cells).flatMap((name) => {
    try {
      return typesNamed(name, catalogue, stored);
    } catch (thrown) {
      if (!(thrown instanceof SundialError)) throw thrown;
      fault(thrown.message);
      return [];
    }
  });
  return [...new Set(types)];
}

function readSeverities(cells: readonly string[], fault: CellFault): Severity[] {
  const names = listed(cells).map((text) => text.toLowerCase());
  for (const name of names)
    if (!(SEVERITIES as readonly string[]).includes(name))
      fault(`${shown(name)} is not a severity. Expected one of ${SEVERITIES.join(', ')}`);
  return SEVERITIES.filter((severity) => names.includes(severity));
}
