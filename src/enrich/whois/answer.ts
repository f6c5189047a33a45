// Reads the answers of a WHOIS server in the verbose bulk form of Team Cymru, line by line.
import { formatAddress, formatRange, parseAddress } from '../../domain/address.js';
import { foreignAsn, foreignCountry, foreignText } from '../foreign.js';

/** One line of an answer: the origin of the network that holds an address. */
export interface Origin {
  /** The address that was asked for, in its canonical form. */
  readonly address: string;
  readonly asn?: number;
  readonly prefix?: string;
  readonly country?: string;
  readonly registry?: string;
  readonly asName?: string;
}

/**
 * Team Cymru, "IP to ASN mapping": AS | IP | BGP Prefix | CC | Registry | Allocated | AS Name. The name of an AS may
 * contain the separator.
 */
const COLUMNS = /^([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|([^|]*)\|[^|]*\|(.*)$/;

/**
 * The origin in a line; undefined for lines of other kinds, such as the greeting. Missing values are `NA` or empty.
 */
export function readOrigin(line: string): Origin | undefined {
  const cells = COLUMNS.exec(line)?.map((cell) => cell.trim());
  if (!cells) return undefined;
  const [, asn, address = '', prefix = '', country, registry, name] = cells;
  const asked = parseAddress(address);
  if (!asked || asked.isNetwork) return undefined;
  return {
    address: formatAddress(asked.first),
    ...present('asn', foreignAsn(asn)),
    ...present('prefix', readPrefix(prefix)),
    ...present('country', foreignCountry(country)),
    ...present('registry', foreignText(registry)?.toLowerCase()),
    ...present('asName', foreignText(name)),
  };
}

/**
 * The origin to keep where a network is announced by several systems (one line for each): the longest prefix, and of
 * equal ones the lowest number, so that the same answer always gives the same origin.
 */
export function chosenOrigin(origins: readonly Origin[]): Origin {
  return origins.toSorted((a, b) => bits(b) - bits(a) || (a.asn ?? Infinity) - (b.asn ?? Infinity))[0]!;
}

function readPrefix(text: string): string | undefined {
  const range = parseAddress(text);
  return range && text.includes('/') ? formatRange(range) : undefined;
}

const bits = ({ prefix = '/0' }: Origin): number => Number(prefix.split('/')[1] ?? 128);

function present<Key extends string, Value>(key: Key, value: Value | undefined) {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]: Value });
}
