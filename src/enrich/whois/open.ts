// Asks a WHOIS server about addresses, connection by connection.
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { wholeNetwork } from '../asked/whole-network.js';
import type { AddressEnricher } from '../enricher.js';
import type { Origin } from './answer.js';
import { askWhois } from './ask.js';
import type { WhoisServer } from './connection.js';
import type { WHOIS_OPTIONS } from './declaration.js';

/** Opens the enricher; nothing is asked yet. */
export async function openWhois({
  values,
}: EnricherEntry<EntryValues<typeof WHOIS_OPTIONS>>): Promise<AddressEnricher> {
  const { host, port, max_age_days: maxAgeDays } = values;
  return {
    shape: 'addresses',
    maxAgeDays,
    ask: (addresses, signal) => askInTurn(addresses, { host, port }, signal),
    close: async () => {},
  };
}

async function* askInTurn(
  addresses: readonly string[],
  server: WhoisServer,
  signal: AbortSignal,
): AsyncGenerator<readonly EnrichedNetwork[]> {
  const { whoisAddresses } = LOOKUP_LIMITS;
  for (let from = 0; from < addresses.length; from += whoisAddresses) {
    const { origins, failure } = await askWhois(addresses.slice(from, from + whoisAddresses), {
      server,
      signal,
    });
    if (origins.length > 0) yield origins.map(asNetwork);
    if (failure) throw failure;
  }
}

/** An answer stands for its address alone: other addresses of the prefix may belong to a longer one of another system. */
function asNetwork({ address, ...values }: Origin): EnrichedNetwork {
  return { network: wholeNetwork(address), ...values };
}
