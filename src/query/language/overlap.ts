// The SQL that tests whether a row's host or network overlaps a requested range, or one of many.
import { type AddressRange, formatAddress } from '../../domain/address.js';
import type { Bindings } from './bindings.js';

/** A row's addresses, as SQL. */
export interface RowAddresses {
  readonly first: string;
  readonly last: string;
  /** SQL that is 1 for a network, with exactly the text of the index; given if the table looks up hosts by hash. */
  readonly isNetwork?: string | undefined;
}

/** A requested address or network. */
export interface AskedRange {
  readonly range: AddressRange;
  /** Whether it was written as IPv6: `::/0` means every IPv6 address, and no IPv4 one. */
  readonly isIpv6: boolean;
}

const MAPPED_FIRST = "toIPv6('::ffff:0.0.0.0')";
const MAPPED_LAST = "toIPv6('::ffff:255.255.255.255')";
const BITS = 128;
/** The prefix of an IPv4 address in IPv6 form. */
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

/** Whether {@link overlapAnySql} accepts a range: a range written as IPv6 must not include all IPv4 addresses as a side effect. */
export function isPlain({ range, isIpv6 }: AskedRange): boolean {
  const holdsMapped = MAPPED.every((byte, at) => range.first[at]! <= byte && byte <= range.last[at]!);
  return !isIpv6 || isMapped(range) || !holdsMapped;
}

function isMapped({ first }: AddressRange): boolean {
  return MAPPED.every((byte, at) => first[at] === byte);
}

/**
 * Tests many ranges with one lookup per prefix length: the network of that length around a host is looked up among the
 * requested ranges. Only rows that are networks are compared with each range.
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

/** The number of leading bits that all addresses of a range share. */
function prefixOf({ first, last }: AddressRange): number {
  const bits = (byte: number) => Math.clz32(byte) - 24;
  const index = first.findIndex((byte, at) => byte !== last[at]);
  return index < 0 ? BITS : index * 8 + bits(first[index]! ^ last[index]!);
}

/** The engine does not accept a dotted address as an element of Array(IPv6). */
function mappedText(bytes: Uint8Array): string {
  const text = formatAddress(bytes);
  return text.includes(':') ? text : `::ffff:${text}`;
}
