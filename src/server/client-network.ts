// The part of a client's address that the client cannot choose, by which requests are limited.
import { formatRange, parseAddress } from '../domain/address.js';

/** Bits of an IPv6 address that a client cannot choose: a subscriber has a network of this size or a larger one (RFC 6177). */
const IPV6_BITS = 64;

/** The network of an IPv6 address, and other addresses as they are. */
export function clientNetwork(address: string): string {
  const range = address.includes(':') && !address.includes('.') && parseAddress(`${address}/${IPV6_BITS}`);
  return range ? formatRange(range) : address;
}
