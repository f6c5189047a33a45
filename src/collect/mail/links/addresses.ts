// Keeps links away from one's own network: only public addresses are connected to, whatever a name resolves to.
import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LIMITS } from '../../../domain/limits.js';

/** What a refused connection fails with. */
export const PRIVATE = 'EPRIVATE';

/** Whether an address belongs to the public network; loopback may be allowed, for tests. */
export function isPublic(address: string, allowLoopback: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  // 4-in-6 forms, such as ::ffff:127.0.0.1, are what they hold.
  const range = ipaddr.process(address).range();
  return range === 'unicast' || (allowLoopback && range === 'loopback');
}

/**
 * Resolves names as connections are made, so that what was checked is what is connected to; a name with any address
 * that is not public is refused as a whole.
 */
export function guardedLookup(allowLoopback: boolean, resolve: typeof lookup = lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0);
      const addresses = found as unknown as { address: string; family: number }[];
      if (addresses.length === 0 || !addresses.every(({ address }) => isPublic(address, allowLoopback)))
        return callback(Object.assign(new Error('not a public address'), { code: PRIVATE }), '', 0);
      const { address, family } = addresses[0]!;
      if (options.all) return callback(null, addresses);
      callback(null, address, family);
    });
  };
}

/** Connects straight to the servers, after a look at each address. */
export async function openGuardedAgent(allowLoopback: boolean) {
  const { Agent } = await import('undici');
  return new Agent({ connect: { timeout: LIMITS.apiConnectMs, lookup: guardedLookup(allowLoopback) } });
}
