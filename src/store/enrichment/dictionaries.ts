// The engine's dictionaries of networks: one for each version that a statement looks addresses up in.
import { ENRICHED_VALUES } from '../../domain/enriched.js';
import { type Engine, literal } from '../engine/engine.js';
import { ENRICHMENT_NETWORKS } from './tables.js';
import type { EnrichmentVersion } from './versions.js';

/** A database in memory, because dictionaries are made again from the tables when they are needed. */
const DATABASE = 'scratch_enrichment';

const ALL_IPV4 = '0.0.0.0/0';

/** The name of a version's dictionary in statements. */
export const dictionaryName = (version: number): string => `${DATABASE}.networks_${version}`;

export class Dictionaries {
  private readonly made = new Set<number>();
  private database: Promise<string> | undefined;

  constructor(private readonly engine: Engine) {}

  /** Makes the dictionaries of these versions; the engine fills each of them at its first use. */
  async make(versions: readonly EnrichmentVersion[]): Promise<void> {
    for (const version of versions.filter(({ version }) => !this.made.has(version))) {
      await this.engine.run(creation(version, await this.ready()));
      this.made.add(version.version);
    }
  }

  /** Drops all dictionaries except those of these versions; each holds a table in memory. */
  async keepOnly(versions: readonly number[]): Promise<void> {
    for (const version of [...this.made].filter((each) => !versions.includes(each))) {
      this.made.delete(version);
      await this.engine.run(`DROP DICTIONARY IF EXISTS ${dictionaryName(version)}`);
    }
  }

  /** Creates the database of the dictionaries, and returns the name of that of the tables. */
  private ready(): Promise<string> {
    this.database ??= (async () => {
      await this.engine.run(`CREATE DATABASE IF NOT EXISTS ${DATABASE} ENGINE = Memory`);
      const [row] = await this.engine.rows<{ name: string }>('SELECT currentDatabase() AS name');
      return row!.name;
    })();
    return this.database;
  }
}

/** @param database that of the tables */
function creation({ version, gives }: EnrichmentVersion, database: string): string {
  const columns = ENRICHED_VALUES.filter(({ name }) => gives.includes(name));
  const attributes = columns.map(({ column, kind }) =>
    kind === 'u32' ? `${column} UInt32 DEFAULT 0` : `${column} String DEFAULT ''`,
  );
  const names = ['network', ...columns.map(({ column }) => column)].join(', ');
  const stored = `FROM ${database}.${ENRICHMENT_NETWORKS.name} WHERE version = ${version}`;
  const nothing = columns.map(({ kind }) => (kind === 'u32' ? 'toUInt32(0)' : "''")).join(', ');
  // In their order, the engine fills the dictionary in half of the processor time. The network of all IPv4 addresses is
  // added, because they are IPv6 addresses to the engine: those in no other network would get what ::/0 says.
  const query = `SELECT ${names} ${stored} ORDER BY first, bits UNION ALL
    SELECT ${literal(ALL_IPV4)}, ${nothing} WHERE (SELECT count() ${stored} AND network = ${literal(ALL_IPV4)}) = 0`;
  return `CREATE DICTIONARY IF NOT EXISTS ${dictionaryName(version)} (network String, ${attributes.join(', ')})
    PRIMARY KEY network SOURCE(CLICKHOUSE(QUERY ${literal(query)})) LAYOUT(IP_TRIE) LIFETIME(0)`;
}
