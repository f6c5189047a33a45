// Joins enrichment to the stages: looks addresses up in the store's tables, and renews enrichers for addresses at hand.
import { formatAddress, parseAddress } from '../../domain/address.js';
import type { Clock } from '../../domain/clock.js';
import type { Refreshed } from '../../enrich/index.js';
import type { Enrich } from '../../stages/index.js';
import { enrichAddresses } from '../enrichment/look-up.js';
import { refreshEnrichment } from '../enrichment/refresh.js';
import type { Workspace } from '../workspace.js';

/** The enrichment that stages `refresh` and `process` use. */
export interface StageEnrichment {
  readonly enrich: Enrich;
  /** Renews every configured enricher, and those that are asked for the addresses at hand. */
  readonly refresh: (addresses: readonly string[]) => Promise<readonly Refreshed[]>;
  /** The number of configured enrichers. */
  readonly enrichers: number;
}

interface EnrichmentRequest {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signal: AbortSignal;
}

export function enrichmentOf(
  workspace: Workspace,
  { clock, env, signal }: EnrichmentRequest,
): StageEnrichment {
  const enrich: Enrich = async (addresses, date) => {
    const versions = (await workspace.enrichment.on([date])).map(([version]) => version!);
    if (versions.length === 0) return new Map();
    const by = versions.map(({ source, content }) => `${source}@${content.slice(0, 8)}`).join(', ');
    const at = clock().toISOString();
    const canonical = new Map(addresses.map((given) => [given, canonicalText(given)]));
    const found = await enrichAddresses(workspace, [...new Set(canonical.values())], date);
    return new Map(
      [...canonical].map(([given, address]) => [given, { values: found.get(address)?.values ?? {}, by, at }]),
    );
  };
  const refresh = (addresses: readonly string[]) =>
    refreshEnrichment(workspace, { clock, env, signal, addresses });
  return { enrich, refresh, enrichers: workspace.settings.enrichers.length };
}

/** The form in which tables are asked. */
function canonicalText(address: string): string {
  const range = parseAddress(address);
  return range ? formatAddress(range.first) : address;
}
