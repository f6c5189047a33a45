// Reads a table of routed prefixes, in the form that its first line shows.
import type { EnrichedNetwork } from '../../domain/enriched.js';
import type { EnricherEntry } from '../../domain/enricher-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { TableEnricher } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { LineFaults } from '../place/faults.js';
import { placed } from '../place/placed.js';
import { linesOf } from '../place/unpack.js';
import type { PREFIXES_OPTIONS } from './declaration.js';
import { formOf, type ReadLine } from './forms.js';

/** Opens a table of prefixes; nothing is read yet. */
export async function openPrefixes(
  { values }: EnricherEntry<EntryValues<typeof PREFIXES_OPTIONS>>,
  context: EnricherContext,
): Promise<TableEnricher> {
  return {
    shape: 'table',
    ...placed(values, context, ({ origin, bytes, facts }) => {
      const faults = new LineFaults(origin);
      return {
        origin,
        networks: readLines(bytes, origin, faults),
        facts: () => {
          const { content, memory } = facts();
          return { content, memory: { ...memory, ...faults.memory() } };
        },
      };
    }),
  };
}

async function* readLines(
  bytes: AsyncIterable<Buffer>,
  file: string,
  faults: LineFaults,
): AsyncGenerator<readonly EnrichedNetwork[]> {
  let read = 0;
  let readLine: ReadLine | undefined;
  for await (const { from, lines } of linesOf(bytes, file)) {
    const networks: EnrichedNetwork[] = [];
    for (const [index, text] of lines.entries()) {
      const line = text.trim();
      if (line === '' || line.startsWith('#')) continue;
      if (!readLine) {
        const form = formOf(line);
        readLine = form.readLine;
        if (form.isHeader) continue;
      }
      const found = readLine(line);
      if ('problem' in found) faults.add(from + index, found.problem);
      else networks.push(found);
    }
    read += networks.length;
    yield networks;
  }
  faults.check(read);
}
