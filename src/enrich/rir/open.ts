// Reads the statistics of delegations of a registry ("RIR Statistics Exchange Format", version 2, and its extension).
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import { SundialError } from '../../domain/errors.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { TableEnricher } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { LineFaults } from '../place/faults.js';
import { placed } from '../place/placed.js';
import { linesOf } from '../place/unpack.js';
import type { RIR_OPTIONS } from './declaration.js';
import { networksOf, Statistics } from './statistics.js';

/** Opens statistics; nothing is read yet. */
export async function openRir(
  { values }: EnricherEntry<EntryValues<typeof RIR_OPTIONS>>,
  context: EnricherContext,
): Promise<TableEnricher> {
  return {
    shape: 'table',
    ...placed(values, context, ({ origin, bytes, facts }) => {
      const statistics = new Statistics();
      const faults = new LineFaults(origin);
      return {
        origin,
        networks: readLines(bytes, origin, statistics, faults),
        facts: () => {
          const { content, memory } = facts();
          const { day } = statistics;
          return { content, memory: { ...memory, ...faults.memory() }, ...(day && { validFrom: day }) };
        },
      };
    }),
  };
}

async function* readLines(
  bytes: AsyncIterable<Buffer>,
  file: string,
  statistics: Statistics,
  faults: LineFaults,
): AsyncGenerator<readonly EnrichedNetwork[]> {
  let read = 0;
  for await (const { from, lines } of linesOf(bytes, file)) {
    const networks: EnrichedNetwork[] = [];
    for (const [index, line] of lines.entries()) {
      const record = statistics.take(line.trimEnd());
      if (record === undefined) continue;
      const found = 'problem' in record ? record : networksOf(record);
      if ('problem' in found) faults.add(from + index, found.problem);
      else networks.push(...found);
    }
    read += networks.length;
    yield networks;
  }
  const problems = statistics.problem();
  if (problems) throw new SundialError('enricher-table', { file, problems });
  faults.check(read);
}
