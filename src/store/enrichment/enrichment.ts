// Enrichment in the store: the versions of enrichers' tables, look-ups in them, and the enriched columns of new events.
import { ENRICHED_AT, ENRICHED_BY, type EnrichedValues } from '../../domain/enriched.js';
import { CveFacts } from '../cves/cve-facts.js';
import type { ComputedColumn, Engine, NativeFile } from '../engine/engine.js';
import { addressesSince } from './at-hand.js';
import { enrichDay, type OutdatedDay, outdatedDays } from './backfill.js';
import { Dictionaries } from './dictionaries.js';
import { enrichedColumns, type SourceVersions, versionsOn } from './enriched-sql.js';
import { enrichedValues, type FoundNetwork, longestNetworks } from './longest-networks.js';
import { ENRICHMENT_ATTEMPTS } from './tables.js';
import { type EnrichmentVersion, EnrichmentVersions, type VersionWriter, validOn } from './versions.js';

/** An attempt to renew a source. */
export interface EnrichmentAttempt {
  readonly source: string;
  /** Unix seconds. */
  readonly at: number;
  readonly outcome: 'updated' | 'unchanged' | 'failed';
  /** Why it failed; otherwise empty. */
  readonly problem: string;
}

/** The rows that are enriched, and when. */
export interface Enriching {
  /** The report dates of the rows. */
  readonly dates: readonly string[];
  /** Unix seconds. */
  readonly at: number;
}

/** What events about an address get. */
export interface EnrichedRow {
  readonly values: EnrichedValues;
  /** As in `enriched_by`. */
  readonly by: string;
}

/** Addresses of one statement; each reads all networks, because addresses are everywhere. */
const ADDRESSES = 10_000;

/** The tables of all enrichers. */
export class EnrichmentTables {
  private readonly versions: EnrichmentVersions;
  private readonly dictionaries: Dictionaries;

  constructor(private readonly engine: Engine) {
    this.versions = new EnrichmentVersions(engine);
    this.dictionaries = new Dictionaries(engine);
  }

  /**
   * The tables of some enrichers.
   *
   * @param sources their names, the first one taking precedence; without any, nothing is enriched
   */
  of(sources: readonly string[]): Enrichment {
    return new Enrichment(this.engine, this.versions, this.dictionaries, sources);
  }
}

/** What some enrichers know, in their order of precedence. */
export class Enrichment {
  /** What lists say about vulnerabilities. */
  readonly cves: CveFacts;

  constructor(
    private readonly engine: Engine,
    private readonly versions: EnrichmentVersions,
    private readonly dictionaries: Dictionaries,
    private readonly sources: readonly string[],
  ) {
    this.cves = new CveFacts(engine);
  }

  /** Removes lists about vulnerabilities of sources that are no longer in use. */
  async forgetUnused(): Promise<void> {
    await this.cves.keepOnly(this.sources);
  }

  /**
   * Removes what a source said in the other form, when its name was given to a kind of another one.
   *
   * @param form what it says now
   */
  async forgetOtherForm(source: string, form: 'networks' | 'cves'): Promise<void> {
    if (form === 'cves') await this.versions.remove((version) => version.source === source);
    else await this.cves.keepOnly(this.sources.filter((each) => each !== source));
  }

  /** The versions that count of the sources in use, newest first. */
  async current(): Promise<readonly EnrichmentVersion[]> {
    return (await this.versions.all()).filter(({ source }) => this.sources.includes(source));
  }

  /** Begins a new version of a source. */
  begin(source: string): Promise<VersionWriter> {
    return this.versions.begin(source);
  }

  /** Remembers an attempt to renew a source. */
  async record(attempt: EnrichmentAttempt): Promise<void> {
    await this.engine.insert(ENRICHMENT_ATTEMPTS.name, [attempt]);
  }

  /** The last attempt of each source. */
  async attempts(): Promise<readonly EnrichmentAttempt[]> {
    return this.engine.rows<EnrichmentAttempt>(
      `SELECT source, toUnixTimestamp(attempts.at) AS at, outcome, problem
       FROM ${ENRICHMENT_ATTEMPTS.name} AS attempts FINAL ORDER BY source`,
    );
  }

  /** The same rows with enriched columns, if something enriches them and they have addresses. */
  async enriched(rows: NativeFile, { dates, at }: Enriching): Promise<NativeFile> {
    if (this.sources.length === 0 || !rows.columns.includes('ip')) return rows;
    const computed = await this.columnsFor(dates, at);
    return computed.length === 0 ? rows : { ...rows, computed };
  }

  /**
   * What events about these addresses get on a day, found in the same way as for a load; empty if nothing enriches them.
   *
   * @param addresses in the form of `formatAddress`
   */
  async rowsOf(addresses: readonly string[], date: string): Promise<Map<string, EnrichedRow>> {
    const computed = (await this.columnsFor([date], 0)).filter(({ name }) => name !== ENRICHED_AT);
    if (computed.length === 0) return new Map();
    const rows = await this.engine.rows<Readonly<Record<string, string | number>>>(
      `SELECT address, ${computed.map(({ name, sql }) => `${sql} AS ${name}`).join(', ')}
       FROM (SELECT arrayJoin({addresses:Array(String)}) AS address, toIPv6(address) AS ip, {date:Date} AS report_date)`,
      { addresses, date },
    );
    return new Map(
      rows.map((row) => [
        String(row.address),
        { values: enrichedValues(row, 'field'), by: String(row[ENRICHED_BY]) },
      ]),
    );
  }

  /** The enriched columns of rows; empty if nothing enriches them. */
  private async columnsFor(dates: readonly string[], at: number): Promise<readonly ComputedColumn[]> {
    const sources = await this.on(dates);
    if (sources.length === 0) return [];
    const needed = sources.flat();
    const newest = (await this.bySource()).map(([version]) => version!);
    await this.dictionaries.keepOnly([...needed, ...newest].map(({ version }) => version));
    await this.dictionaries.make(needed);
    return enrichedColumns(sources, at);
  }

  /** The versions of each source in use that hold on some of the days, in the order of precedence. */
  async on(dates: readonly string[]): Promise<SourceVersions[]> {
    return versionsOn(await this.bySource(), dates);
  }

  /**
   * What each source says about addresses on a day, in the order of precedence; an address in no table is left out.
   *
   * @param addresses in the form of `formatAddress`; other texts are left out
   * @param only the name of a single source to ask
   */
  async lookUp(
    addresses: readonly string[],
    date: string,
    only?: string,
  ): Promise<Map<string, FoundNetwork[]>> {
    const found = new Map<string, FoundNetwork[]>();
    const sources = await this.bySource();
    for (const versions of sources.filter(([{ source } = { source: '' }]) => source === (only ?? source))) {
      const version = validOn(versions, date)!;
      for (let at = 0; at < addresses.length; at += ADDRESSES)
        for (const [address, network] of await longestNetworks(
          this.engine,
          addresses.slice(at, at + ADDRESSES),
          version,
        ))
          found.set(address, [...(found.get(address) ?? []), network]);
    }
    return found;
  }

  /** The addresses of the events of recent report dates, from this one on; those with most events first. */
  addressesSince(date: string): Promise<string[]> {
    return addressesSince(this.engine, date);
  }

  /** The days with events that were enriched otherwise than they would be now, oldest first. */
  async outdatedDays(): Promise<OutdatedDay[]> {
    return outdatedDays(this.engine, await this.bySource());
  }

  /** Enriches the events of such a day again. @param at unix seconds */
  enrichDay(day: OutdatedDay, at: number): Promise<void> {
    return enrichDay(this.engine, this.dictionaries, day, at);
  }

  private async bySource(): Promise<SourceVersions[]> {
    if (this.sources.length === 0) return [];
    const all = await this.versions.all();
    return this.sources
      .map((source) => all.filter((version) => version.source === source))
      .filter(({ length }) => length > 0);
  }
}

/** The values of the first source that has each of them. @param found in the order of precedence */
export function firstValues(found: readonly Pick<FoundNetwork, 'values'>[]): EnrichedValues {
  return Object.assign({}, ...found.map(({ values }) => values).toReversed()) as EnrichedValues;
}
