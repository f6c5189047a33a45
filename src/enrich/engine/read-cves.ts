// Renews what a list says about vulnerabilities.
import { unixSeconds } from '../../domain/clock.js';
import { dateOf } from '../../domain/days.js';
import { LIMITS } from '../../domain/limits.js';
import type { CveList } from '../../store/index.js';
import type { CveEnricher } from '../enricher.js';
import type { RefreshRequest } from './refresh-request.js';
import { statedDay, takeIn } from './take-in.js';

/** @throws SundialError `enrichment-empty`, `enrichment-shrunk`, `enrichment-older`, and errors of `takeIn` and the enricher */
export async function readCves(
  enricher: CveEnricher,
  source: string,
  request: RefreshRequest,
  before: CveList | undefined,
): Promise<'updated' | 'unchanged'> {
  const { enrichment, clock, signal, again = false, may = {} } = request;
  const reading = await enricher.read({ memory: again ? {} : (before?.memory ?? {}), signal });
  if (reading === 'unchanged') return reading;
  const { origin, cves: parts, facts } = reading;
  const writer = await enrichment.cves.begin(source);
  const limit = { most: LIMITS.enrichmentCves, items: 'CVE ids' };
  const isKnown = () => facts().content === before?.content;
  const publish = () => {
    const { content, memory } = facts();
    const now = clock();
    const day = statedDay(facts(), dateOf(now));
    const remembered = { ...memory, ...(day !== undefined && { day }) };
    return writer.publish({ content, origin, memory: remembered, at: unixSeconds(now) }, may);
  };
  return takeIn({ origin, parts, limit, writer, isKnown, publish }, request);
}
