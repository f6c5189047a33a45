// Reads an MMDB file as a table of networks.
import { dateOf } from '../../domain/days.js';
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { SundialError } from '../../domain/errors.js';
import { LOOKUP_LIMITS } from '../../domain/limits-lookups.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { byteSize } from '../../text/index.js';
import type { TableEnricher } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { readPlace } from '../place/place.js';
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
    read: async (request) => {
      const place = await readPlace(values, request, context);
      if (place === 'unchanged') return place;
      const { origin, bytes, facts } = place;
      let built = '';
      async function* networks() {
        const file = openMmdb(await wholeContent(bytes, origin), origin);
        built = dateOf(file.built);
        yield* partsOf(file);
      }
      return { origin, networks: networks(), facts: () => ({ ...facts(), validFrom: built }) };
    },
    close: async () => {},
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

async function wholeContent(bytes: AsyncIterable<Buffer>, file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > LOOKUP_LIMITS.mmdbBytes)
      throw new SundialError('enricher-too-large', { file, limit: byteSize(LOOKUP_LIMITS.mmdbBytes) });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
