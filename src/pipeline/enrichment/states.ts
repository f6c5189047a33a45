// The state of each configured enricher: its table in use, and the last attempt to renew it.
import { remarksOf, type TableRemarks } from '../../enrich/index.js';
import type { Workspace } from '../workspace.js';

export interface EnrichmentState extends TableRemarks {
  readonly name: string;
  readonly kind: string;
  /** Networks of the version in use, or CVE ids of the list in use; 0 = there is none. */
  readonly entries: number;
  /** The first day for which it holds, or that a list states; empty = there is none. */
  readonly validFrom: string;
  /** Versions that are kept. */
  readonly versions: number;
  /** Unix seconds at which the version in use was made; 0 = never. */
  readonly updatedAt: number;
  readonly origin: string;
  /** What became of the last attempt; empty = there was none. */
  readonly outcome: string;
  /** Unix seconds of the last attempt; 0 = never. */
  readonly attemptedAt: number;
  /** Why the last attempt failed; otherwise empty. */
  readonly problem: string;
}

/** The state of each enricher, in the order of precedence. */
export async function enrichmentStates({
  settings,
  enrichment,
}: Pick<Workspace, 'settings' | 'enrichment'>): Promise<EnrichmentState[]> {
  if (settings.enrichers.length === 0) return [];
  const current = await enrichment.current();
  const attempts = await enrichment.attempts();
  const lists = await enrichment.cves.lists();
  return settings.enrichers.map(({ name, kind }) => {
    const versions = current.filter(({ source }) => source === name);
    const [newest] = versions;
    const list = lists.find(({ source }) => source === name);
    const attempt = attempts.find(({ source }) => source === name);
    return {
      ...{ name, kind, versions: versions.length || (list ? 1 : 0) },
      ...{
        entries: newest?.networks ?? list?.cves ?? 0,
        validFrom: newest?.valid_from ?? list?.memory.day ?? '',
      },
      ...{ updatedAt: newest?.at ?? list?.at ?? 0, origin: newest?.origin ?? list?.origin ?? '' },
      ...{ outcome: attempt?.outcome ?? '', attemptedAt: attempt?.at ?? 0 },
      ...{ problem: attempt?.problem ?? '', ...remarksOf(newest?.memory) },
    };
  });
}
