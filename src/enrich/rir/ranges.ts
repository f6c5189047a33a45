// Cuts a range of IPv4 addresses into the fewest prefixes.
import { parseAddress } from '../../domain/address.js';

const ALL = 2 ** 32;

/**
 * The prefixes that hold exactly these addresses, in their order.
 *
 * @returns undefined if this is no range of IPv4 addresses
 */
export function prefixesOf(start: string, addresses: number): string[] | undefined {
  const range = parseAddress(start);
  if (!range || range.isNetwork || start.includes(':')) return undefined;
  const first = Buffer.from(range.first).readUInt32BE(12);
  if (!Number.isInteger(addresses) || addresses < 1 || first + addresses > ALL) return undefined;
  const prefixes: string[] = [];
  for (let at = first, left = addresses; left > 0; ) {
    // The largest power of two that the start is a multiple of, and that the rest of the range has room for.
    let size = at === 0 ? ALL : lowestBit(at);
    while (size > left) size /= 2;
    prefixes.push(`${dotted(at)}/${32 - Math.log2(size)}`);
    at += size;
    left -= size;
  }
  return prefixes;
}

function lowestBit(number: number): number {
  return (number & -number) >>> 0;
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}
