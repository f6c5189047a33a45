// Keeps requests away from the operator's own network: checks each address before connecting.
import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Decides whether an address, such as `192.0.2.1` or `2001:db8::1`, may be connected to. */
export type AddressRule = (address: string) => boolean;

/** Resolves a name; tests replace the system's resolver. */
export type Resolve = typeof lookup;

/** The rule of a request refuses the address that the request would connect to. */
export class RefusedAddressError extends Error {}

/**
 * Allows only addresses of the public network.
 *
 * @param allowLoopback allows loopback addresses as well, for tests
 */
export function publicAddresses({ allowLoopback = false } = {}): AddressRule {
  return (address) => {
    if (!ipaddr.isValid(address)) return false;
    // An IPv4 address mapped to IPv6, such as ::ffff:127.0.0.1, is treated as the IPv4 address.
    const range = ipaddr.process(address).range();
    return range === 'unicast' || (allowLoopback && range === 'loopback');
  };
}

/**
 * Resolves names while connections are made, so that the addresses checked are the addresses connected to. A name is
 * refused if any of its addresses is.
 */
export function guardedLookup(rule: AddressRule, resolve: Resolve = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const addresses = found as unknown as { address: string; family: number }[];
      if (addresses.length === 0 || !addresses.every(({ address }) => rule(address)))
        return callback(new RefusedAddressError(), '', 0);
      const { address, family } = addresses[0]!;
      if (options.all) return callback(null, addresses);
      callback(null, address, family);
    });
  };
}

/**
 * Checks a host before a request goes through a proxy, which resolves the name itself. A name that cannot be resolved
 * here is left to the proxy, because networks with a proxy often resolve only their own names.
 *
 * @throws RefusedAddressError
 */
export async function checkHost(host: string, rule: AddressRule, resolve: Resolve = lookup): Promise<void> {
  if (isIP(host)) return checkAddress(host, rule);
  const found = await new Promise<string[]>((done) => {
    resolve(host, { all: true }, (error, addresses) =>
      done(error ? [] : addresses.map(({ address }) => address)),
    );
  });
  for (const address of found) checkAddress(address, rule);
}

/** @throws RefusedAddressError */
export function checkAddress(address: string, rule: AddressRule): void {
  if (!rule(address)) throw new RefusedAddressError();
}
