// One observable of STIX from one cell, by the rule for its column.
import { type StixObject, stixId } from './object.js';
import type { ObservableKind, ObservableRule } from './rules.js';
import { readAddress, readAsn, readDomain, readMac, readUrl, wellFormed } from './value.js';

type Properties = Readonly<Record<string, unknown>>;

/** An observable without the properties that all objects of a report have. */
export class Observable {
  private made: StixObject | undefined;

  /**
   * @param properties those from which the id follows, and the others; asked for once, when the object is needed
   * @param label a further label for the object itself
   */
  constructor(
    readonly type: string,
    private readonly properties: () => { readonly identifying: Properties; readonly all: Properties },
    readonly label?: string,
  ) {}

  /** Made when it is first needed: counting a report's rows needs no ids, which are most of the work. */
  get object(): StixObject {
    this.made ??= this.make();
    return this.made;
  }

  private make(): StixObject {
    const { identifying, all } = this.properties();
    return { type: this.type, spec_version: '2.1', id: stixId(this.type, identifying), ...all };
  }
}

/** Told of each value that cannot become an object. */
export type Problem = (column: string, problem: string) => void;

/** The label of an address that is a network: platforms show networks as addresses. */
export const NETWORK_LABEL = 'network';

/** An observable that is identified by all of its properties. */
export function wholly(type: string, all: Properties, label?: string): Observable {
  return new Observable(type, () => ({ identifying: all, all }), label);
}

type Read = (text: string) => Observable | undefined;

/** How cells of each kind are read; undefined = the cell is not one. */
const READERS: Readonly<Record<ObservableKind, Read>> = {
  'autonomous-system': (text) => {
    const number = readAsn(text);
    return number === undefined ? undefined : wholly('autonomous-system', { number });
  },
  address: (text) => {
    const address = readAddress(text);
    if (!address) return undefined;
    const { type, value, isNetwork } = address;
    return wholly(type, { value }, isNetwork ? NETWORK_LABEL : undefined);
  },
  'domain-name': (text) => mapped(readDomain(text), (value) => wholly('domain-name', { value })),
  'mac-addr': (text) => mapped(readMac(text), (value) => wholly('mac-addr', { value })),
  url: (text) => mapped(readUrl(text), (value) => wholly('url', { value })),
  'site-url': (text) => READERS.url(text),
  website: (text) => READERS.url(text) ?? READERS['domain-name'](text),
};

const PROBLEMS: Readonly<Record<ObservableKind, string>> = {
  'autonomous-system': 'not the number of an autonomous system',
  address: 'not an address',
  'domain-name': 'not a host name',
  'mac-addr': 'not a MAC address',
  url: 'not an absolute URL',
  'site-url': 'not an absolute URL, and not a path of a known host',
  website: 'not an absolute URL or a host name',
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
