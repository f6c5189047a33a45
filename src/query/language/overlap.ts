// The SQL of whether a row's host or network has an address in common with one that was asked for, or with one of many.
import { type AddressRange, formatAddress } from '../../domain/address.js';
import type { Bindings } from './bindings.js';

/** A row's addresses, as SQL. */
export interface RowAddresses {
  readonly first: string;
  readonly last: string;
  /** 1 for a network; given where the table finds hosts by their hash, in the words of that index. */
  readonly isNetwork?: string | undefined;
}

/** An address or network that was asked for. */
export interface AskedRange {
  readonly range: AddressRange;
  /** Whether it was written as IPv6: `::/0` means every IPv6 address, and no IPv4 one. */
  readonly isIpv6: boolean;
}

const MAPPED_FIRST = "toIPv6('::ffff:0.0.0.0')";
const MAPPED_LAST = "toIPv6('::ffff:255.255.255.255')";
const BITS = 128;
/** What stands in front of an IPv4 address. */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

export function overlapSql(
  { first, last, isNetwork }: RowAddresses,
  { range, isIpv6 }: AskedRange,
  bindings: Bindings,
): string {
  const address = (bytes: Uint8Array) => `toIPv6(${bindings.bind('String', formatAddress(bytes))})`;
  const overlap = `${first} <= ${address(range.last)} AND ${last} >= ${address(range.first)} AND ${last} != toIPv6('::')`;
  if (!range.isNetwork && isNetwork)
    return `(${overlap} AND (${first} = ${address(range.first)} OR ${isNetwork} = 1))`;
  if (!isIpv6 || isMapped(range)) return `(${overlap})`;
  return `(${overlap} AND NOT (${first} >= ${MAPPED_FIRST} AND ${last} <= ${MAPPED_LAST}))`;
}

/** Whether {@link overlapAnySql} can take a range: what was written as IPv6 may not hold all IPv4 addresses by the way. */
export function isPlain({ range, isIpv6 }: AskedRange): boolean {
  const holdsMapped = MAPPED.every((byte, at) => range.first[at]! <= byte && byte <= range.last[at]!);
  return !isIpv6 || isMapped(range) || !holdsMapped;
}

function isMapped({ first }: AddressRange): boolean {
  return MAPPED.every((byte, at) => first[at] === byte);
}

/**
 * The same for many ranges, by as many look-ups as they have lengths: the network of that length around a host is
 * looked up among those asked for. Only rows that are networks are compared with each.
 */
export function overlapAnySql(
  { first, last }: RowAddresses,
  asked: readonly AskedRange[],
  bindings: Bindings,
): string {
  const byLength = new Map<number, string[]>();
  for (const { range } of asked) {
    const firsts = byLength.get(prefixOf(range)) ?? [];
    byLength.set(prefixOf(range), [...firsts, mappedText(range.first)]);
  }
  const hosts = [...byLength].map(([length, firsts]) => {
    const network = length === BITS ? first : `IPv6CIDRToRange(${first}, ${length}).1`;
    return `${network} IN ${bindings.bind('Array(IPv6)', firsts)}`;
  });
  const ends = (bytes: 'first' | 'last') =>
    bindings.bind(
      'Array(IPv6)',
      asked.map(({ range }) => mappedText(range[bytes])),
    );
  const networks =
    first === last
      ? []
      : [
          `(${first} != ${last} AND arrayExists((f, l) -> f <= ${last} AND l >= ${first}, ${ends('first')}, ${ends('last')}))`,
        ];
  return `(${last} != toIPv6('::') AND (${[...hosts, ...networks].join(' OR ')}))`;
}

/** How many leading bits all addresses of a range share. */
function prefixOf({ first, last }: AddressRange): number {
  const bits = (byte: number) => Math.clz32(byte) - 24;
  const place = first.findIndex((byte, at) => byte !== last[at]);
  return place < 0 ? BITS : place * 8 + bits(first[place]! ^ last[place]!);
}

/** The engine takes no dotted address for an element of Array(IPv6). */
function mappedText(bytes: Uint8Array): string {
  const text = formatAddress(bytes);
  return text.includes(':') ? text : `::ffff:${text}`;
}
