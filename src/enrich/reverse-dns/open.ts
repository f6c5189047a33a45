// Opens the enricher by reverse DNS.
import { isIP, isIPv4 } from 'node:net';
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { SundialError } from '../../domain/errors.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { AddressEnricher } from '../enricher.js';
import { askNames } from './ask.js';
import type { REVERSE_DNS_OPTIONS } from './declaration.js';

/** Opens the enricher; nothing is asked yet. @throws SundialError `usage` if the resolver is not an address */
export async function openReverseDns({
  values,
}: EnricherEntry<EntryValues<typeof REVERSE_DNS_OPTIONS>>): Promise<AddressEnricher> {
  const { resolver, at_once: atOnce, timeout_ms: timeoutMs, max_age_days: maxAgeDays } = values;
  if (resolver !== '' && !isServer(resolver))
    throw new SundialError('usage', {
      problem: `resolver: "${resolver}" is not an address such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:5353`,
    });
  async function* ask(
    addresses: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly EnrichedNetwork[]> {
    for await (const answer of askNames(addresses, { resolver, atOnce, timeoutMs, signal })) yield [answer];
  }
  return { shape: 'addresses', maxAgeDays, ask, close: async () => {} };
}

function isServer(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const [, host = '', port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const isHost = isIPv4(host) || (/^\[.*\]$/.test(host) && isIP(host.slice(1, -1)) === 6);
  return isHost && Number(port) > 0 && Number(port) <= 65_535;
}
