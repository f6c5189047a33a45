// The one form in which networks of enrichers are stored, so that they can be compared as text.
import { formatAddress, ipv6Text, parseAddress, prefixBits } from '../../domain/address.js';

export interface StoredNetwork {
  /** `192.0.2.0/24` or `2001:db8::/32`; an address is a network of full length. */
  readonly network: string;
  /** The first address in the form of the engine. */
  readonly first: string;
  /** Of 128, also for IPv4. */
  readonly bits: number;
}

/** Reads an address or a network; undefined for any other text. */
export function storedNetwork(text: string): StoredNetwork | undefined {
  const range = parseAddress(text);
  if (!range) return undefined;
  const bits = range.isNetwork ? prefixBits(range) : 128;
  const first = formatAddress(range.first);
  return {
    network: `${first}/${first.includes(':') ? bits : bits - 96}`,
    first: ipv6Text(range.first),
    bits,
  };
}
