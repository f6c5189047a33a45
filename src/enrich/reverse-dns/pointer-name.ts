// Forms the name under which DNS keeps the names of an address.
import { parseAddress } from '../../domain/address.js';

/** `1.2.0.192.in-addr.arpa` (RFC 1035, 3.5), or the nibbles in `ip6.arpa` (RFC 3596, 2.5). @param address a valid one */
export function pointerName(address: string): string {
  const bytes = [...parseAddress(address)!.first];
  if (!address.includes(':')) return `${bytes.slice(12).toReversed().join('.')}.in-addr.arpa`;
  const nibbles = bytes.flatMap((byte) => [byte >> 4, byte & 15]).map((nibble) => nibble.toString(16));
  return `${nibbles.toReversed().join('.')}.ip6.arpa`;
}
