// Opens an enricher for tests and reads its whole table.
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { EnricherKind } from '../declaration.js';
import type { TableEnricher } from '../enricher.js';

/** Opens an enricher with these values as its entry; other values have no default. */
export async function opened(
  kind: EnricherKind,
  values: Readonly<Record<string, unknown>>,
  clock = () => new Date('2026-02-01T07:00:00Z'),
): Promise<TableEnricher> {
  const entry = {
    ...{ name: 'tested', kind: kind.kind, label: 'tested', isShortForm: false, values },
    ...{ shown: {}, unset: {}, variables: [], keys: { every_hours: 24, versions: 1 } },
  };
  const enricher = await kind.open(entry as never, {
    kind: kind.kind,
    clock,
    env: {},
    folder: '/nonexistent',
  });
  if (enricher.shape !== 'table') throw new Error(`${kind.kind} has no table`);
  return enricher;
}

/** All networks of an enricher's table. */
export async function networksOf(enricher: TableEnricher): Promise<EnrichedNetwork[]> {
  const reading = await enricher.read({ memory: {}, signal: AbortSignal.timeout(10_000) });
  if (reading === 'unchanged') throw new Error('without a memory nothing is unchanged');
  const networks: EnrichedNetwork[] = [];
  for await (const part of reading.networks) networks.push(...part);
  return networks;
}
