// The lines of a registry's statistics: its header, the counts by which a cut-off file is noticed, and the delegations.
import type { EnrichedNetwork } from '../../domain/enriched.js';
import { isReportDate } from '../../domain/report.js';
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
  private header: 'none' | 'read' | 'foreign' = 'none';
  /**
   * The stated and the actual number of records by type. A registry may state them for records of others: the NRO does for
   * those of all registries.
   */
  private readonly counts: Record<Delegation['family'], { stated?: number; read: number }> = {
    ipv4: { read: 0 },
    ipv6: { read: 0 },
  };
  /** The last day that the statistics cover, as YYYY-MM-DD. */
  day: string | undefined;

  /** Takes the next line. @returns a delegation of addresses, or undefined for any other line */
  take(line: string): Delegation | Problem | undefined {
    if (line === '' || line.startsWith('#')) return undefined;
    const cells = line.split('|');
    if (this.header === 'none') return this.takeHeader(cells);
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
    // Systems are not read, so their number says nothing.
    if (type === 'asn') return undefined;
    if (type !== 'ipv4' && type !== 'ipv6') return { problem: 'it is no record of ipv4, ipv6 or asn' };
    const count = this.counts[type];
    if (cells.at(-1) === 'summary') {
      count.stated = (count.stated ?? 0) + Number(size);
      return undefined;
    }
    count.read++;
    return HELD.has(state) ? { registry, country, family: type, start, size, date, holder } : undefined;
  }

  /** Why the file as a whole is not to be used; undefined if it is complete. */
  problem(): string | undefined {
    if (this.header === 'none') return 'it is empty';
    if (this.header === 'foreign')
      return 'it does not begin with a header of version 2 of the statistics. Fetch the whole file from the registry';
    for (const [family, { stated, read }] of Object.entries(this.counts)) {
      if (stated === undefined && read > 0)
        return `it has no summary that states the number of records of ${family}. Fetch the whole file from the registry`;
      if (stated !== undefined && stated !== read)
        return `it states ${stated} records of ${family} and has ${read}, so it is cut off or damaged`;
    }
    return undefined;
  }

  private takeHeader([
    version = '',
    registry = '',
    ,
    records = '',
    ,
    end = '',
  ]: readonly string[]): undefined {
    const isHeader = /^2(\.\d)?$/.test(version) && registry !== '' && /^\d+$/.test(records);
    this.header = isHeader ? 'read' : 'foreign';
    this.day = dayOf(end);
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
  const date = text.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  return isReportDate(date) ? date : undefined;
}
