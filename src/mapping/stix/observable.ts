// One observable of STIX from one cell, by the rule for its column.
import { type StixObject, stixId } from './object.js';
import type { ObservableKind, ObservableRule } from './rules.js';
import { readAddress, readAsn, readDomain, readMac, readUrl, wellFormed } from './value.js';

/** An observable without the properties that all objects of a report have. */
export interface Observable {
  readonly object: StixObject;
  /** A further label for the object itself. */
  readonly label?: string;
}

/** Told of each value that cannot become an object. */
export type Problem = (column: string, problem: string) => void;

/** The label of an address that is a network: platforms show networks as addresses. */
export const NETWORK_LABEL = 'network';

/** An object with the properties of all observables, and the id that follows from `identifying`. */
export function observable(
  properties: Readonly<Record<string, unknown>> & { readonly type: string },
  identifying: Readonly<Record<string, unknown>>,
  label?: string,
): Observable {
  const { type, ...others } = properties;
  const object = { type, spec_version: '2.1', id: stixId(type, identifying), ...others };
  return { object, ...(label !== undefined && { label }) };
}

const simple = (type: string, value: string): Observable => observable({ type, value }, { value });

type Read = (text: string) => Observable | undefined;

/** How cells of each kind are read; undefined = the cell is not one. */
const READERS: Readonly<Record<ObservableKind, Read>> = {
  'autonomous-system': (text) => {
    const number = readAsn(text);
    return number === undefined ? undefined : observable({ type: 'autonomous-system', number }, { number });
  },
  address: (text) => {
    const address = readAddress(text);
    if (!address) return undefined;
    const { type, value, isNetwork } = address;
    return observable({ type, value }, { value }, isNetwork ? NETWORK_LABEL : undefined);
  },
  'domain-name': (text) => mapped(readDomain(text), (value) => simple('domain-name', value)),
  'mac-addr': (text) => mapped(readMac(text), (value) => simple('mac-addr', value)),
  url: (text) => mapped(readUrl(text), (value) => simple('url', value)),
};

const PROBLEMS: Readonly<Record<ObservableKind, string>> = {
  'autonomous-system': 'not the number of an autonomous system',
  address: 'not an address',
  'domain-name': 'not a host name',
  'mac-addr': 'not a MAC address',
  url: 'not an absolute URL',
};

/** Values that say that there is none: an unknown autonomous system is 0 in reports. */
const NONE: Partial<Readonly<Record<ObservableKind, string>>> = { 'autonomous-system': '0' };

/** The observable of a cell; undefined for an empty cell, and after a problem was told. */
export function readObservable(
  { column, kind }: ObservableRule,
  cell: string,
  problem: Problem,
): Observable | undefined {
  const text = wellFormed(cell).trim();
  if (text === '' || text === NONE[kind]) return undefined;
  const found = READERS[kind](text);
  if (!found) problem(column, PROBLEMS[kind]);
  return found;
}

function mapped<Value, Result>(value: Value | undefined, map: (value: Value) => Result): Result | undefined {
  return value === undefined ? undefined : map(value);
}
