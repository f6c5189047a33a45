// Decides for which networks an answer of RDAP stands, in the form of CIDR.
import { type AddressRange, formatRange, isWithin, parseAddress, prefixBits } from '../../domain/address.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';

/**
 * The network around an address for which an answer about a range of addresses stands: the largest one in the range. An
 * answer about a network larger than `LOOKUP_LIMITS.rdapNetworkBits` is an allocation that holds networks of others, so
 * that it stands only for the part around the address.
 */
export function coveredNetwork(address: string, first: Uint8Array, last: Uint8Array): string {
  const isIpv4 = !address.includes(':');
  const family = isIpv4 ? 'ipv4' : 'ipv6';
  const range: AddressRange = { first, last, isNetwork: true };
  const whole = isIpv4 ? 32 : 128;
  const common = prefixBits(range) - (isIpv4 ? 96 : 0);
  const least = common < LOOKUP_LIMITS.rdapNetworkBits[family] ? LOOKUP_LIMITS.rdapPartBits[family] : common;
  for (let bits = least; bits < whole; bits++) {
    const network = parseAddress(`${address}/${bits}`)!;
    if (isWithin(network, range)) return formatRange(network);
  }
  return `${address}/${whole}`;
}
