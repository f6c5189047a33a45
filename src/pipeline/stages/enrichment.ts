// Joins enrichment to the stages: what events about addresses get, and the renewal of enrichers for addresses at hand.
import { formatAddress, parseAddress } from '../../domain/address.js';
import type { Clock } from '../../domain/clock.js';
import type { Refreshed } from '../../enrich/index.js';
import type { Enrich } from '../../stages/index.js';
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
    const canonical = addresses.flatMap((given) => {
      const range = parseAddress(given);
      return range ? [[given, formatAddress(range.first)] as const] : [];
    });
    const found = await workspace.enrichment.rowsOf([...new Set(canonical.map(([, form]) => form))], date);
    const at = clock().toISOString();
    return new Map(
      canonical.flatMap(([given, form]) => {
        const row = found.get(form);
        return row ? [[given, { ...row, at }] as const] : [];
      }),
    );
  };
  const refresh = (addresses: readonly string[]) =>
    refreshEnrichment(workspace, { clock, env, signal, addresses });
  return { enrich, refresh, enrichers: workspace.settings.enrichers.length };
}
