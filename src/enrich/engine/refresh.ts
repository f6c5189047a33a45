// Renews what an enricher knows: a new version of its table takes the place of the one in use, or nothing changes.
import { unixSeconds } from '../../domain/clock.js';
import { dateOf } from '../../domain/days.js';
import { asSundialError, type SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { CveList, Enrichment, EnrichmentVersion } from '../../store/index.js';
import type { TableEnricher } from '../enricher.js';
import { askAbout, type Lookups, NO_LOOKUPS } from './ask.js';
import type { ConfiguredEnricher } from './open-enrichers.js';
import { readCves } from './read-cves.js';
import type { RefreshRequest } from './refresh-request.js';
import { remarksOf, statedDay, type TableRemarks, takeIn } from './take-in.js';

/** What became of renewing one enricher; the look-ups are those of an enricher that is asked about addresses. */
export interface Refreshed extends Lookups, TableRemarks {
  readonly name: string;
  readonly kind: string;
  readonly outcome: 'updated' | 'unchanged' | 'failed';
  /** Networks of the version in use, or CVE ids of the list in use; 0 = there is none. */
  readonly entries: number;
  /** The day from which on the version in use holds, or that the list in use states; empty = there is none. */
  readonly validFrom: string;
  readonly error?: SundialError;
}

/** Renews one enricher. A failure is part of the result and of the store's memory; the version from before stays in use. */
export async function refreshEnricher(
  configured: ConfiguredEnricher,
  request: RefreshRequest,
): Promise<Refreshed> {
  const { entry } = configured;
  const { enrichment, clock } = request;
  const before = await newest(enrichment, entry.name);
  let lookups = NO_LOOKUPS;
  const ended = async (outcome: Refreshed['outcome'], error?: SundialError): Promise<Refreshed> => {
    const at = unixSeconds(clock());
    await enrichment.record({ source: entry.name, at, outcome, problem: error?.message ?? '' });
    const now = await newest(enrichment, entry.name);
    const list = await listOf(request, entry.name);
    return {
      ...{ name: entry.name, kind: entry.kind, outcome, ...lookups },
      entries: now?.networks ?? list?.cves ?? 0,
      validFrom: now?.valid_from ?? list?.memory.day ?? '',
      ...remarksOf(now?.memory),
      ...(error && { error }),
    };
  };
  try {
    await enrichment.forgetUnused();
    const enricher = await configured.open();
    try {
      await enrichment.forgetOtherForm(entry.name, enricher.shape === 'cves' ? 'cves' : 'networks');
      if (enricher.shape === 'table')
        return await ended(await readTable(enricher, configured, request, before));
      if (enricher.shape === 'cves')
        return await ended(await readCves(enricher, entry.name, request, await listOf(request, entry.name)));
      const { error, ...rest } = await askAbout(enricher, configured, request, before);
      lookups = rest;
      if (error) return await ended('failed', error);
      return await ended(lookups.asked > 0 ? 'updated' : 'unchanged');
    } finally {
      await enricher.close();
    }
  } catch (thrown) {
    return ended('failed', asSundialError(thrown));
  }
}

async function newest(enrichment: Enrichment, source: string): Promise<EnrichmentVersion | undefined> {
  return (await enrichment.current()).find((version) => version.source === source);
}

async function listOf({ enrichment }: RefreshRequest, name: string): Promise<CveList | undefined> {
  return (await enrichment.cves.lists()).find(({ source }) => source === name);
}

async function readTable(
  enricher: TableEnricher,
  { entry }: ConfiguredEnricher,
  request: RefreshRequest,
  before: EnrichmentVersion | undefined,
): Promise<'updated' | 'unchanged'> {
  const { enrichment, clock, signal, again = false, may = {} } = request;
  const reading = await enricher.read({ memory: again ? {} : (before?.memory ?? {}), signal });
  if (reading === 'unchanged') return reading;
  const { origin, networks: parts, facts } = reading;
  const writer = await enrichment.begin(entry.name);
  const limit = { most: LIMITS.enrichmentNetworks, items: 'networks' };
  const isKnown = () => facts().content === before?.content;
  const publish = () => {
    const { content, memory } = facts();
    const now = clock();
    const today = dateOf(now);
    const valid_from = statedDay(facts(), today) ?? today;
    const version = { content, memory, origin, at: unixSeconds(now), valid_from };
    return writer.publish(version, { keep: entry.keys.versions, may });
  };
  return takeIn({ origin, parts, limit, writer, isKnown, publish }, request);
}
