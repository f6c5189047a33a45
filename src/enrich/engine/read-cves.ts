// Renews what a list says about vulnerabilities: the new list takes the place of the one in use, or nothing changes.
import { unixSeconds } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { CveList } from '../../store/index.js';
import type { CveEnricher } from '../enricher.js';
import type { RefreshRequest } from './refresh-request.js';

/** @throws SundialError `enricher-too-large`, `enrichment-empty`, `enrichment-shrunk`, and errors of the enricher */
export async function readCves(
  enricher: CveEnricher,
  source: string,
  { enrichment, clock, signal, again = false, mayShrink = false, progress }: RefreshRequest,
  before: CveList | undefined,
): Promise<'updated' | 'unchanged'> {
  const reading = await enricher.read({ memory: again ? {} : (before?.memory ?? {}), signal });
  if (reading === 'unchanged') return reading;
  const { origin } = reading;
  const writer = await enrichment.cves.begin(source);
  try {
    let read = 0;
    for await (const part of reading.cves) {
      signal.throwIfAborted();
      read += part.length;
      if (read > LIMITS.enrichmentCves)
        throw new SundialError('enricher-too-large', {
          file: origin,
          limit: `${LIMITS.enrichmentCves} CVE ids`,
        });
      await writer.add(part);
      progress?.(read);
    }
    const { content, memory } = reading.facts();
    if (content === before?.content) {
      await writer.drop();
      return 'unchanged';
    }
    await writer.publish({ content, origin, memory, at: unixSeconds(clock()) }, mayShrink);
    return 'updated';
  } catch (thrown) {
    await writer.drop();
    throw thrown;
  }
}
