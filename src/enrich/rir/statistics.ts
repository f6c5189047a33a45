// The lines of a registry's statistics: its header, the counts by which a cut-off file is noticed, and the delegations.
import type { EnrichedNetwork } from '../../domain/enriched.js';
import { storedNetwork } from '../../store/index.js';
import { countryOf, legibleText } from '../values.js';
import { prefixesOf } from './ranges.js';

/** One delegation of addresses. */
export interface Delegation {
  readonly registry: string;
  readonly country: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly start: string;
  /** The number of addresses (IPv4), or the length of the prefix (IPv6). */
  readonly size: string;
  /** YYYYMMDD; empty or zeros = unknown. */
  readonly date: string;
  /** The mark that all delegations of a holder have, in the extended form. */
  readonly holder: string;
}

interface Problem {
  readonly problem: string;
}

/** The states in which addresses have a holder; `available` and `reserved` ones have none. */
const HELD = new Set(['allocated', 'assigned']);

export class Statistics {
  private hasHeader = false;
  /** By registry and type, the stated and the actual number of records. */
  private readonly counts = new Map<string, { stated?: number; read: number }>();
  /** The last day that the statistics cover, as YYYY-MM-DD. */
  day: string | undefined;

  /** Takes the next line. @returns a delegation of addresses, or undefined for any other line */
  take(line: string): Delegation | Problem | undefined {
    if (line === '' || line.startsWith('#')) return undefined;
    const cells = line.split('|');
    if (!this.hasHeader) return this.takeHeader(cells);
    const [
      registry = '',
      country = '',
      type = '',
      start = '',
      size = '',
      date = '',
      state = '',
      holder = '',
    ] = cells;
    if (cells.at(-1) === 'summary') {
      this.countOf(registry, type).stated = Number(size);
      return undefined;
    }
    if (type !== 'ipv4' && type !== 'ipv6')
      return type === 'asn' ? undefined : { problem: 'it is no record of ipv4, ipv6 or asn' };
    this.countOf(registry, type).read++;
    return HELD.has(state) ? { registry, country, family: type, start, size, date, holder } : undefined;
  }

  /** Why the file as a whole is not to be used; undefined if it is complete. */
  problem(): string | undefined {
    if (!this.hasHeader) return 'it is empty';
    for (const [name, { stated, read }] of this.counts)
      if (stated !== undefined && stated !== read)
        return `it states ${stated} records of ${name} and has ${read}, so it is cut off or damaged`;
    return undefined;
  }

  private takeHeader([version = '', registry = '', , records = '', , end = '']: readonly string[]):
    | Problem
    | undefined {
    this.hasHeader = true;
    this.day = dayOf(end);
    const isHeader = /^2(\.\d)?$/.test(version) && registry !== '' && /^\d+$/.test(records);
    return isHeader ? undefined : { problem: 'it is no header of version 2 of the statistics' };
  }

  private countOf(registry: string, type: string): { stated?: number; read: number } {
    const name = `${registry} ${type}`;
    const count = this.counts.get(name) ?? { read: 0 };
    // Systems are not read, so their number says nothing.
    if (type !== 'asn') this.counts.set(name, count);
    return count;
  }
}

/** What a delegation says, for each of its prefixes: IPv4 ranges are often not a single one. */
export function networksOf(delegation: Delegation): EnrichedNetwork[] | Problem {
  const { registry, country, family, start, size, date, holder } = delegation;
  const prefixes = family === 'ipv4' ? prefixesOf(start, Number(size)) : [`${start}/${size}`];
  const networks = prefixes?.map((prefix) => storedNetwork(prefix)?.network);
  if (!networks?.every((network) => network !== undefined))
    return { problem: `"${legibleText(`${start} ${size}`) ?? ''}" is no range of ${family} addresses` };
  const [named, day, mark] = [legibleText(registry), dayOf(date), legibleText(holder)];
  // ZZ means that the country is unknown (ISO 3166-1, user-assigned).
  const code = country === 'ZZ' ? undefined : countryOf(country);
  const values = {
    ...(named && { registry: named }),
    ...(code && { country: code }),
    ...(day && { allocated: day }),
    ...(mark && { holder: mark }),
  };
  return networks.map((network) => ({ network, ...values }));
}

/** The day in YYYYMMDD; undefined for anything else, and for zeros. */
function dayOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  return year !== undefined && year !== '0000' && !Number.isNaN(Date.parse(date)) ? date : undefined;
}
