// Decides which addresses may be named to servers of others: none with a special purpose, so that nothing about an
// organisation's own network leaves it.
import { type AddressRange, isWithin, parseAddress } from '../domain/address.js';

interface SpecialRange {
  readonly range: string;
  readonly name: string;
  /** Whether the range is for documentation only, so that tests may ask for its addresses. */
  readonly isDocumentation?: boolean;
}

/**
 * The ranges of IANA's registries of special-purpose addresses for IPv4 and IPv6 (RFC 6890, as of October 2025), those
 * that are reachable globally included, because they have no holder in the registries; and multicast (RFC 5771).
 *
 * IPv6 outside 2000::/3 is never sent either (`isSendable`), which covers the rest of IPv6's registry: ::/128, ::1/128,
 * NAT64 (64:ff9b::/96, 64:ff9b:1::/48), 100::/64, 100:0:0:1::/64, 5f00::/16, fc00::/7, fe80::/10, and multicast.
 */
export const SPECIAL_RANGES: readonly SpecialRange[] = [
  { range: '0.0.0.0/8', name: 'this network' },
  { range: '10.0.0.0/8', name: 'private use' },
  { range: '100.64.0.0/10', name: 'shared address space' },
  { range: '127.0.0.0/8', name: 'loopback' },
  { range: '169.254.0.0/16', name: 'link local' },
  { range: '172.16.0.0/12', name: 'private use' },
  { range: '192.0.0.0/24', name: 'protocol assignments' },
  { range: '192.0.2.0/24', name: 'documentation', isDocumentation: true },
  { range: '192.31.196.0/24', name: 'AS112' },
  { range: '192.52.193.0/24', name: 'AMT' },
  { range: '192.88.99.0/24', name: '6to4 relays' },
  { range: '192.168.0.0/16', name: 'private use' },
  { range: '192.175.48.0/24', name: 'AS112' },
  { range: '198.18.0.0/15', name: 'benchmarking' },
  { range: '198.51.100.0/24', name: 'documentation', isDocumentation: true },
  { range: '203.0.113.0/24', name: 'documentation', isDocumentation: true },
  { range: '224.0.0.0/4', name: 'multicast' },
  { range: '240.0.0.0/4', name: 'reserved, broadcast included' },
  { range: '2001::/23', name: 'protocol assignments, Teredo included' },
  { range: '2001:db8::/32', name: 'documentation', isDocumentation: true },
  // Any address of 6to4 holds an IPv4 address, which may be a private one.
  { range: '2002::/16', name: '6to4' },
  { range: '2620:4f:8000::/48', name: 'AS112' },
  { range: '3fff::/20', name: 'documentation', isDocumentation: true },
];

/** An address that IANA has not assigned for use on the public network has none of these. */
const PUBLIC_RANGES = ['0.0.0.0/0', '2000::/3'].map(rangeOf);
const SPECIAL = SPECIAL_RANGES.map(({ range, isDocumentation = false }) => ({
  range: rangeOf(range),
  isDocumentation,
}));

/**
 * Whether an address may be sent to a server of another organisation. IPv4 addresses mapped to IPv6 count as IPv4.
 *
 * @param address a single address; anything else is never sent
 * @param allowDocumentation allows the addresses that examples and tests use
 */
export function isSendable(address: string, allowDocumentation = false): boolean {
  const asked = parseAddress(address);
  if (!asked || asked.isNetwork || !PUBLIC_RANGES.some((range) => isWithin(asked, range))) return false;
  const special = SPECIAL.find(({ range }) => isWithin(asked, range));
  return special === undefined || (allowDocumentation && special.isDocumentation);
}

function rangeOf(text: string): AddressRange {
  return parseAddress(text)!;
}
