// Opens the enricher by RDAP: its connections, and the bootstrap files, which are read when the first address is asked
// about.
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { HttpClient, networkPace, publicAddresses } from '../../net/index.js';
import type { AddressEnricher } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { askRdap } from './ask.js';
import { Bootstrap } from './bootstrap.js';
import type { RDAP_OPTIONS } from './declaration.js';
import { fetchBootstrap } from './fetch-bootstrap.js';

/** Opens the enricher; nothing is asked yet. */
export async function openRdap(
  { values }: EnricherEntry<EntryValues<typeof RDAP_OPTIONS>>,
  { env, clock, pace = networkPace(clock) }: EnricherContext,
): Promise<AddressEnricher> {
  const http = new HttpClient({
    env,
    clock,
    ...(!values.private_servers && { addresses: publicAddresses() }),
  });
  const places = [values.bootstrap_ipv4, values.bootstrap_ipv6];
  async function* ask(
    addresses: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<readonly EnrichedNetwork[]> {
    const files = await Promise.all(places.map((from) => fetchBootstrap(from, http, signal)));
    const options = {
      http,
      bootstrap: new Bootstrap(files),
      pace,
      delayMs: values.pause_ms,
      most: values.most,
      signal,
    };
    for await (const network of askRdap(addresses, options)) yield [network];
  }
  return { shape: 'addresses', maxAgeDays: values.max_age_days, ask, close: () => http.close() };
}
