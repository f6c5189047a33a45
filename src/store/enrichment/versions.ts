// The versions of enrichers' tables: which count, which one holds on a day, and how a new one takes effect.
import { ENRICHED_VALUES, type EnrichedName, type EnrichedNetwork } from '../../domain/enriched.js';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { Engine } from '../engine/engine.js';
import { GatheredRows } from '../engine/gathered-rows.js';
import { scratchName } from '../engine/scratch.js';
import { storedNetwork } from './stored-network.js';
import { ENRICHMENT_NETWORKS, ENRICHMENT_VERSIONS } from './tables.js';

/** One version of what an enricher knows. */
export interface EnrichmentVersion {
  readonly version: number;
  readonly source: string;
  /** A hash of the content. */
  readonly content: string;
  readonly origin: string;
  /** The first day for which it holds, as YYYY-MM-DD. */
  readonly valid_from: string;
  /** The values that it has for any network. */
  readonly gives: readonly EnrichedName[];
  readonly networks: number;
  readonly memory: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly at: number;
}

/** The facts about a version that its enricher decides. */
export type VersionFacts = Pick<EnrichmentVersion, 'content' | 'origin' | 'valid_from' | 'memory' | 'at'>;

export interface PublishOptions {
  /** Versions of the source that stay, the new one included. */
  readonly keep: number;
  readonly may?: Acceptance;
}

/** What a person accepts of new tables and lists, because it usually is a mistake of their publishers. */
export interface Acceptance {
  /** Far fewer entries than the one in use has. */
  readonly shrink?: boolean;
  /** An earlier day than that of the one in use. */
  readonly age?: boolean;
}

/** A version that is being written and does not count yet. */
export interface VersionWriter {
  /** Appends what is known about some networks; a few at a time are stored together with later ones. */
  add(networks: readonly EnrichedNetwork[]): Promise<void>;
  /**
   * Takes over the rows of a version for networks that were not added.
   *
   * @param since unix seconds; older rows are left out
   */
  takeOver(version: number, since: number): Promise<void>;
  /** Makes the version count with one write. @throws SundialError `enrichment-empty`, `enrichment-shrunk`, `enrichment-older`; nothing changes then */
  publish(facts: VersionFacts, options: PublishOptions): Promise<EnrichmentVersion>;
  /** Removes what was written. */
  drop(): Promise<void>;
}

export class EnrichmentVersions {
  private known: readonly EnrichmentVersion[] | undefined;
  /** The highest number that this process has given, because the engine may still have a dictionary of that number. */
  private given = 0;

  constructor(private readonly engine: Engine) {}

  /** All versions that count, newest first. */
  async all(): Promise<readonly EnrichmentVersion[]> {
    this.known ??= await this.engine.rows<EnrichmentVersion>(
      `SELECT version, source, content, origin, toString(v.valid_from) AS valid_from, gives, networks, memory,
         toUnixTimestamp(v.at) AS at
       FROM ${ENRICHMENT_VERSIONS.name} AS v ORDER BY v.valid_from DESC, version DESC`,
    );
    return this.known;
  }

  /** Begins a version. What killed processes left is removed first. */
  async begin(source: string): Promise<VersionWriter> {
    const all = await this.all();
    await this.dropNetworks((stored) => !all.some(({ version }) => version === stored));
    const version = Math.max(this.given, ...all.map((each) => each.version)) + 1;
    this.given = version;
    const gives = new Set<EnrichedName>();
    const rows = new GatheredRows(this.engine, ENRICHMENT_NETWORKS.name);
    return {
      add: async (networks) => {
        for (const network of networks) {
          for (const { name } of ENRICHED_VALUES) if (network[name] !== undefined) gives.add(name);
          await rows.add(rowOf(version, network));
        }
      },
      takeOver: async (earlier, since) => {
        await rows.store();
        await this.takeOver(earlier, version, since);
        for (const name of all.find((each) => each.version === earlier)?.gives ?? []) gives.add(name);
      },
      publish: async (facts, options) => {
        await rows.store();
        return this.publish({ version, source, gives: [...gives], networks: 0, ...facts }, options);
      },
      drop: () => this.dropNetworks((stored) => stored === version),
    };
  }

  /** Removes the versions of sources, such as those that the configuration no longer names. */
  async remove(isRemoved: (version: EnrichmentVersion) => boolean): Promise<void> {
    const removed = (await this.all()).filter(isRemoved).map(({ version }) => version);
    if (removed.length === 0) return;
    await this.engine.run(
      `DELETE FROM ${ENRICHMENT_VERSIONS.name} WHERE has({removed:Array(UInt32)}, version)
       SETTINGS lightweight_delete_mode = 'lightweight_update_force'`,
      { removed },
    );
    this.known = undefined;
    await this.dropNetworks((stored) => removed.includes(stored));
  }

  private async publish(
    version: EnrichmentVersion,
    { keep, may = {} }: PublishOptions,
  ): Promise<EnrichmentVersion> {
    await this.decideContradictions(version.version);
    const networks = await this.count(version.version);
    const { source, origin, valid_from: day } = version;
    const inUse = (await this.all()).filter((each) => each.source === source);
    checkSize({ source, origin, items: 'networks', entries: networks, before: inUse[0]?.networks ?? 0 }, may);
    const newer = inUse.filter(({ valid_from }) => valid_from > day);
    const isTooOld = newer.length >= keep;
    if (isTooOld && !may.age)
      throw new SundialError('enrichment-older', { source, origin, day, before: newer[0]!.valid_from });
    const published = { ...version, networks };
    await this.engine.insert(ENRICHMENT_VERSIONS.name, [published]);
    this.known = undefined;
    const isReplaced = ({ valid_from }: EnrichmentVersion) => isTooOld && valid_from > day;
    const own = (await this.all()).filter((each) => each.source === source && !isReplaced(each));
    // Of versions that hold from the same day on, the last one counts.
    const staying = own
      .filter((each, index) => own.findIndex((other) => other.valid_from === each.valid_from) === index)
      .slice(0, keep);
    await this.remove((each) => each.source === source && !staying.includes(each));
    return published;
  }

  /**
   * Leaves each network with what one of its rows says: the one with the lowest number of an autonomous system, then with the
   * first of the other values in alphabetical order; known values come before unknown ones. A table of routed prefixes may have
   * a line for each origin, and without a rule it would be left to chance which one an event gets.
   */
  private async decideContradictions(version: number): Promise<void> {
    const { name } = ENRICHMENT_NETWORKS;
    const several = await this.engine.rows<object>(
      `SELECT 1 FROM ${name} WHERE version = {version:UInt32} GROUP BY first, bits HAVING count() > 1 LIMIT 1
       SETTINGS optimize_aggregation_in_order = 1`,
      { version },
    );
    if (several.length === 0) return;
    const order = ENRICHED_VALUES.flatMap(({ column, kind }) => [
      `${column} = ${kind === 'u32' ? 0 : "''"}`,
      column,
    ]);
    const decided = scratchName();
    try {
      await this.engine.run(`CREATE TABLE ${decided} AS ${name}`);
      await this.engine.run(
        `INSERT INTO ${decided} SELECT * FROM ${name} WHERE version = {version:UInt32}
         ORDER BY first, bits, ${order.join(', ')} LIMIT 1 BY first, bits`,
        { version },
      );
      await this.engine.run(`ALTER TABLE ${name} REPLACE PARTITION ${version} FROM ${decided}`);
    } finally {
      await this.engine.run(`DROP TABLE IF EXISTS ${decided} SYNC`);
    }
  }

  private async count(version: number): Promise<number> {
    const [row] = await this.engine.rows<{ networks: number }>(
      `SELECT count() AS networks FROM ${ENRICHMENT_NETWORKS.name} WHERE version = {version:UInt32}`,
      { version },
    );
    return row!.networks;
  }

  private async takeOver(from: number, to: number, since: number): Promise<void> {
    const columns = ENRICHMENT_NETWORKS.columns.map(([name]) => name).filter((name) => name !== 'version');
    await this.engine.run(
      `INSERT INTO ${ENRICHMENT_NETWORKS.name} (version, ${columns.join(', ')})
       SELECT {to:UInt32}, ${columns.join(', ')} FROM ${ENRICHMENT_NETWORKS.name}
       WHERE version = {from:UInt32} AND got_at >= toDateTime({since:UInt32}, 'UTC')
         AND network NOT IN (SELECT network FROM ${ENRICHMENT_NETWORKS.name} WHERE version = {to:UInt32})`,
      { from, to, since },
    );
  }

  private async dropNetworks(isDropped: (version: number) => boolean): Promise<void> {
    const stored = await this.engine.rows<{ version: number }>(
      `SELECT DISTINCT toUInt32(partition) AS version FROM system.parts
       WHERE active AND database = currentDatabase() AND table = {table:String}`,
      { table: ENRICHMENT_NETWORKS.name },
    );
    for (const { version } of stored.filter((each) => isDropped(each.version)))
      await this.engine.run(`ALTER TABLE ${ENRICHMENT_NETWORKS.name} DROP PARTITION ${version}`);
  }
}

/** @throws SundialError `enrichment-empty`, `enrichment-shrunk` */
export function checkSize(
  sizes: {
    readonly source: string;
    readonly origin: string;
    readonly items: string;
    readonly entries: number;
    readonly before: number;
  },
  { shrink = false }: Acceptance,
): void {
  const { entries, before } = sizes;
  if (entries === 0) throw new SundialError('enrichment-empty', sizes);
  if (!shrink && entries < before * LIMITS.enrichmentShrink)
    throw new SundialError('enrichment-shrunk', sizes);
}

/**
 * The version of a source that holds on a day: the last one from before the end of that day, or the oldest one.
 *
 * @param versions those of one source, newest first
 */
export function validOn(versions: readonly EnrichmentVersion[], date: string): EnrichmentVersion | undefined {
  return versions.find(({ valid_from }) => valid_from <= date) ?? versions.at(-1);
}

function rowOf(version: number, { network, gotAt, ...values }: EnrichedNetwork): object {
  const stored = storedNetwork(network);
  if (!stored) throw new Error(`an enricher gave "${network}" as a network`);
  const row: Record<string, unknown> = { version, ...stored, got_at: gotAt ?? 0 };
  for (const { name, column, kind } of ENRICHED_VALUES)
    row[column] = values[name] ?? (kind === 'u32' ? 0 : '');
  return row;
}
