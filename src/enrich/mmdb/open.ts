// Reads an MMDB file as a table of networks.
import { dateOf } from '../../domain/days.js';
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { byteSize } from '../../text/index.js';
import type { TableEnricher } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { placed } from '../place/placed.js';
import { wholeTable } from '../place/whole.js';
import type { MMDB_OPTIONS } from './declaration.js';
import { mergedNetworks } from './merged.js';
import { type MmdbFile, openMmdb } from './networks.js';

/** Networks that are handed on together. */
const PART_NETWORKS = 5_000;

/** Opens an MMDB file; nothing is read yet. */
export async function openMmdbEnricher(
  { values }: EnricherEntry<EntryValues<typeof MMDB_OPTIONS>>,
  context: EnricherContext,
): Promise<TableEnricher> {
  return {
    shape: 'table',
    ...placed(values, context, ({ origin, bytes, facts }) => {
      let built = '';
      async function* networks() {
        const file = openMmdb(await wholeTable(bytes, origin, LOOKUP_LIMITS.mmdbBytes, byteSize), origin);
        built = dateOf(file.built);
        yield* partsOf(file);
      }
      return { origin, networks: networks(), facts: () => ({ ...facts(), validFrom: built }) };
    }),
  };
}

async function* partsOf(file: MmdbFile): AsyncGenerator<readonly EnrichedNetwork[]> {
  let part: EnrichedNetwork[] = [];
  for (const network of mergedNetworks(file.networks())) {
    part.push(network);
    if (part.length < PART_NETWORKS) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}
