// The constituents in the store: every change adds a version with its author and the report date from which it counts.

import { parseAddress } from '../domain/address.js';
import { type Clock, unixSeconds } from '../domain/clock.js';
import { ALWAYS } from '../domain/days.js';
import { SundialError } from '../domain/errors.js';
import { didYouMean } from '../domain/nearest.js';
import { type Grant, RestrictedScope } from '../domain/scope.js';
import type { Tlp } from '../domain/tlp.js';
import type { OperatorStore, OwnTables } from '../store/index.js';
import type { Constituent, ConstituentVersion } from './constituent.js';
import { mostTlp } from './most-tlp.js';
import { CONSTITUENT_TABLES } from './tables.js';

/** Who changes constituents, and from which report date on. */
export interface Change {
  /** The first report date for which the change counts; `ALWAYS.from` = for all. */
  readonly since: string;
  readonly author: string;
  readonly reason: string;
  readonly clock: Clock;
}

/** The part of the workspace that constituents use. */
export type ConstituentStore = Pick<OperatorStore, 'ownTables'>;

/** Columns whose form in the engine's answers differs from that of `Constituent`. */
const COLUMNS = `id, version, toString(versions.since) AS since, name, parent, toString(sector) AS sector, asns, networks, domains, countries,
  arrayMap(contact -> CAST(contact, 'Tuple(role String, name String, email String)'), contacts) AS contacts,
  toString(language) AS language, toString(tlp) AS tlp, types, severities, notes,
  toString(versions.valid_from) AS valid_from, toString(versions.valid_until) AS valid_until, author, reason,
  toUnixTimestamp(versions.at) AS at`;

export class Constituents {
  private readonly tables: OwnTables;

  constructor(store: ConstituentStore) {
    this.tables = store.ownTables(CONSTITUENT_TABLES);
  }

  /** The current description of every constituent, by id. */
  async list(): Promise<ConstituentVersion[]> {
    return this.tables.rows<ConstituentVersion>(
      `SELECT ${COLUMNS} FROM constituents AS versions ORDER BY id`,
    );
  }

  /** All versions of a constituent, newest first. @throws SundialError `constituent-unknown` */
  async versions(id: string): Promise<ConstituentVersion[]> {
    const found = await this.tables.rows<ConstituentVersion>(
      `SELECT ${COLUMNS} FROM constituent_versions AS versions WHERE id = {id:String} ORDER BY version DESC`,
      { id },
    );
    if (found.length === 0) throw await this.unknown(id);
    return found;
  }

  /** The descriptions that count for reports of a date, by id. */
  async asOf(date: string): Promise<Map<string, ConstituentVersion>> {
    const found = await this.tables.rows<ConstituentVersion>(
      `SELECT ${COLUMNS} FROM constituent_periods AS versions
       WHERE holds_from <= {date:Date} AND holds_until > {date:Date} ORDER BY id`,
      { date },
    );
    return new Map(found.map((each) => [each.id, each]));
  }

  /** The highest number of all versions of all constituents; 0 without any. Each change raises it. */
  async newestVersion(): Promise<number> {
    const [newest] = await this.tables.rows<{ version: number }>(
      'SELECT max(version) AS version FROM constituent_versions',
    );
    return newest!.version;
  }

  /** Stores new versions: all of them or, after a kill, none. */
  async save(changed: readonly Constituent[], { since, author, reason, clock }: Change): Promise<void> {
    if (changed.length === 0) return;
    const newest = await this.newestVersion();
    const at = unixSeconds(clock());
    await this.tables.insert(
      'constituent_versions',
      changed.map((each, index) => ({
        ...each,
        version: newest + 1 + index,
        ...{ since, author, reason, at },
      })),
    );
  }

  /**
   * The scope of a constituent: on each report date, the rows in the holdings that counted on that date.
   *
   * @throws SundialError `constituent-unknown`
   */
  async scopeOf(id: string): Promise<RestrictedScope> {
    const periods = await this.tables.rows<Period>(
      `SELECT ${COLUMNS}, toString(versions.holds_from) AS holds_from, toString(versions.holds_until) AS holds_until
       FROM constituent_periods AS versions WHERE id = {id:String}`,
      { id },
    );
    // A constituent whose versions never count, such as one that ended before it began to count, sees nothing.
    if (periods.length === 0) await this.versions(id);
    return RestrictedScope.of(periods.map(grantOf));
  }

  /** {@link mostTlp} */
  mostTlp(ids: readonly string[]): Promise<Tlp | undefined> {
    return mostTlp(this.tables, ids);
  }

  private async unknown(id: string): Promise<SundialError> {
    const known = await this.tables.rows<{ id: string }>('SELECT id FROM constituents');
    const nearest = didYouMean(
      id,
      known.map((each) => each.id),
    );
    return new SundialError('constituent-unknown', { id, nearest });
  }
}

interface Period extends ConstituentVersion {
  readonly holds_from: string;
  readonly holds_until: string;
}

function grantOf({ holds_from: from, holds_until: until, ...constituent }: Period): Grant {
  return {
    ...holdingsOf(constituent),
    ...limitsOf(constituent),
    ...(from !== ALWAYS.from && { from }),
    ...(until !== ALWAYS.until && { until }),
  };
}

/** The holdings of a constituent as those of a grant. */
export function holdingsOf({ asns, networks, domains, countries }: Constituent): Grant {
  return { asns, networks: networks.map((network) => parseAddress(network)!), domains, countries };
}

/** The limits of a constituent on types and severities as those of a grant. */
export function limitsOf({ types, severities }: Constituent): Grant {
  return { ...(types.length > 0 && { types }), ...(severities.length > 0 && { severities }) };
}
