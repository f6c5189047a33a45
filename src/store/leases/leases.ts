// Leases in the store: adds and forgets them, gives new events the devices that had their addresses, and finds loads that leases change.
import { DAY_SECONDS } from '../../domain/days.js';
import { LEASE_DEVICE } from '../../domain/lease-device.js';
import { type Engine, literal } from '../engine/engine.js';
import { rewrite } from '../engine/reclaim.js';
import { scratchName } from '../engine/scratch.js';
import { holdersOf, SUBJECT_PORT } from './lease-sql.js';
import { LEASE_IMPORTS, LEASE_ROWS, LEASES } from './tables.js';

/** A lease. */
export interface Lease {
  /** First and last address as IPv6 texts, and the length of the prefix of 128 bits. */
  readonly first: string;
  readonly last: string;
  readonly prefix: number;
  readonly port_first: number;
  readonly port_last: number;
  /** Unix seconds: the first second, and the first one after it. */
  readonly begins: number;
  readonly ends: number;
  /** Empty = nobody in particular: the addresses are dynamic. */
  readonly device: string;
}

/** An import of leases. */
export interface LeaseImport {
  readonly version: number;
  readonly origin: string;
  readonly rows: number;
  /** Leases that were new, and leases that had another end before. */
  readonly added: number;
  readonly changed: number;
  readonly author: string;
  /** Unix seconds. */
  readonly at: number;
}

/** Rows of an import, and what they changed. */
export type AddedLeases = Pick<LeaseImport, 'rows' | 'added' | 'changed'>;

/** Leases that one statement joins with those that are known, which bounds its memory. */
const JOINED = 200_000;

const KEY = ['first', 'prefix', 'port_first', 'port_last', 'begins', 'device'];

/** Reports whose events are there. */
const LIVE = "state = 'live' AND events_state = 'kept'";

const TIMED = 'toUnixTimestamp(timestamp)';

/** The events of some loads of one day to which a lease can belong. */
const eventsOf = (date: string, loads: string): string => `
  SELECT load, line, subject_kind, subject_first, ${LEASE_DEVICE}, ${TIMED} AS at, ${SUBJECT_PORT} AS port
  FROM event_rows WHERE report_date = toDate(${literal(date)}) AND load IN (${loads}) AND subject_kind = 'ip' AND timestamp > 0`;

export class Leases {
  private isKnown: boolean | undefined;

  constructor(private readonly engine: Engine) {}

  /** Whether there are or were any; otherwise nothing differs from a store that cannot know leases. */
  async any(): Promise<boolean> {
    if (this.isKnown === undefined) {
      const [row] = await this.engine.rows<{ known: number }>(
        `SELECT (SELECT count() FROM ${LEASE_ROWS.name}) + (SELECT count() FROM ${LEASE_IMPORTS.name}) AS known`,
      );
      this.isKnown = row!.known > 0;
    }
    return this.isKnown;
  }

  /** The number for the next import. A killed import may have left rows under a higher one. */
  async nextVersion(): Promise<number> {
    const [row] = await this.engine.rows<{ version: number }>(
      `SELECT greatest((SELECT max(version) FROM ${LEASE_ROWS.name}), (SELECT max(version) FROM ${LEASE_IMPORTS.name})) + 1 AS version`,
    );
    return row!.version;
  }

  /**
   * Adds leases under the number of an import, unless they are known as they are. They count at once, so a killed import
   * leaves some of them; adding all of them again adds the others.
   *
   * @param leases in lists, each of which is one insert; if reading them throws, nothing is added
   */
  async add(version: number, leases: Iterable<readonly Lease[]>): Promise<AddedLeases> {
    const given = scratchName();
    await this.engine.run(
      `CREATE TABLE ${given} AS ${LEASE_ROWS.name} ENGINE = MergeTree ORDER BY (${KEY.join(', ')})`,
    );
    try {
      for (const part of leases) await this.engine.insert(given, part);
      return await this.addFrom(given, version);
    } finally {
      await this.engine.run(`DROP TABLE IF EXISTS ${given} SYNC`);
    }
  }

  private async addFrom(given: string, version: number): Promise<AddedLeases> {
    const [size] = await this.engine.rows<{ rows: number }>(`SELECT count() AS rows FROM ${given}`);
    const parts = Math.max(1, Math.ceil(size!.rows / JOINED));
    const of = (part: number) => `sipHash64(first) % ${parts} = ${part}`;
    for (let part = 0; part < parts; part++)
      await this.engine.run(
        `INSERT INTO ${LEASE_ROWS.name}
         SELECT given.* EXCEPT (version, changes_from), {version:UInt32},
           if(known.version = 0, given.begins, least(known.ends, given.ends))
         FROM (SELECT * FROM ${given} WHERE ${of(part)} ORDER BY ends DESC LIMIT 1 BY ${KEY.join(', ')}) AS given
         LEFT JOIN (SELECT ${KEY.join(', ')}, ends, version FROM ${LEASES.name} WHERE ${of(part)}) AS known
         ON ${KEY.map((name) => `given.${name} = known.${name}`).join(' AND ')}
         WHERE known.version = 0 OR known.ends != given.ends
         SETTINGS max_threads = 2, max_insert_threads = 1`,
        { version },
      );
    this.isKnown = undefined;
    const [row] = await this.engine.rows<Omit<AddedLeases, 'rows'>>(
      `SELECT countIf(changes_from = begins) AS added, countIf(changes_from != begins) AS changed
       FROM ${LEASE_ROWS.name} WHERE version = {version:UInt32}`,
      { version },
    );
    return { rows: size!.rows, ...row! };
  }

  /** Records that an import is complete. */
  async record(made: LeaseImport & { readonly sha256: string }): Promise<void> {
    await this.engine.insert(LEASE_IMPORTS.name, [made]);
  }

  /** Removes leases that ended before a time in unix seconds, also from the disk. */
  async forget(before: number): Promise<void> {
    const ended = `FROM ${LEASES.name} WHERE ends < fromUnixTimestamp(${before})`;
    const [old] = await this.engine.rows<{ rows: number }>(`SELECT count() AS rows ${ended}`);
    if (old!.rows === 0) return;
    // With its earlier versions: one that had not ended would count again without the latest.
    const key = KEY.join(', ');
    await this.engine.run(
      `DELETE FROM ${LEASE_ROWS.name} WHERE (${key}) IN (SELECT ${key} ${ended}) SETTINGS lightweight_delete_mode = 'lightweight_update_force'`,
    );
    await rewrite(this.engine, LEASE_ROWS.name);
  }

  /** Gives the events of loads, which are not visible yet, the devices that had their addresses. */
  async assign(loads: readonly number[], dates: readonly string[]): Promise<void> {
    if (loads.length === 0 || !(await this.any())) return;
    for (const date of new Set(dates)) await this.assignDay(date, loads);
  }

  private async assignDay(date: string, loads: readonly number[]): Promise<void> {
    const found = scratchName();
    // The engine looks rows up in a table of this kind within an update; in memory only.
    await this.engine.run(
      `CREATE TABLE ${found} (load UInt32, line UInt32, device String) ENGINE = Join(ANY, LEFT, load, line) SETTINGS persistent = 0`,
    );
    try {
      await this.engine.run(`INSERT INTO ${found} ${await this.holders(eventsOf(date, loads.join(', ')))}`);
      const device = `joinGet(${literal(found)}, 'device', load, line)`;
      const [size] = await this.engine.rows<{ rows: number }>(
        'SELECT total_rows AS rows FROM system.tables WHERE database = currentDatabase() AND name = {found:String}',
        { found },
      );
      if (size!.rows === 0) return;
      await this.engine.run(
        `UPDATE event_rows SET ${LEASE_DEVICE} = ${device}
         WHERE report_date = toDate(${literal(date)}) AND load IN (${loads.join(', ')}) AND ${device} != ''`,
      );
    } finally {
      await this.engine.run(`DROP TABLE IF EXISTS ${found} SYNC`);
    }
  }

  /**
   * The live loads with events that leases of incomplete imports give another device than they have; loading them again
   * gives them the right one. Oldest day first.
   *
   * @param complete unix seconds: leases that ended before may have been removed, so the devices of earlier events stay
   */
  async outdatedLoads(complete = 0): Promise<number[]> {
    // A report of a day may have events of the next one. The engine's dates have no day before the first.
    const [since] = await this.engine.rows<{ day: string; rows: number }>(
      `SELECT toString(toDate(min(changes_from)) - (min(changes_from) >= fromUnixTimestamp(${DAY_SECONDS}))) AS day,
         count() AS rows FROM ${LEASE_ROWS.name}
       WHERE version > (SELECT max(version) FROM ${LEASE_IMPORTS.name})`,
    );
    if (since!.rows === 0) return [];
    const days = await this.engine.rows<{ date: string }>(
      `SELECT DISTINCT toString(report_date) AS date FROM reports
       WHERE ${LIVE} AND report_date >= {day:Date} AND report_date > toDate({complete:UInt32}) ORDER BY date`,
      { day: since!.day, complete },
    );
    const loads: number[] = [];
    for (const { date } of days) {
      const events = eventsOf(
        date,
        `SELECT load FROM reports WHERE ${LIVE} AND report_date = toDate(${literal(date)})`,
      );
      const rows = await this.engine.rows<{ load: number }>(
        `SELECT DISTINCT stored.load AS load FROM (${events}) AS stored
         LEFT JOIN (${await this.holders(events)}) AS holder ON stored.load = holder.load AND stored.line = holder.line
         WHERE stored.${LEASE_DEVICE} != holder.device AND stored.at >= ${complete} ORDER BY load`,
      );
      loads.push(...rows.map(({ load }) => load));
    }
    return loads;
  }

  /** SQL of the devices of events, from the leases of their time. @param events as in `holdersOf` */
  private async holders(events: string): Promise<string> {
    const [time] = await this.engine.rows<{ first: number; last: number }>(
      `SELECT min(at) AS first, max(at) AS last FROM (${events})`,
    );
    const leases = `SELECT * FROM ${LEASES.name}
      WHERE toUInt32(begins) <= ${time!.last} AND toUInt32(ends) > ${time!.first}`;
    return holdersOf(
      events,
      leases,
      `[${(await this.lengths()).map((length) => `toUInt8(${length})`).join(', ')}]`,
    );
  }

  private async lengths(): Promise<number[]> {
    const rows = await this.engine.rows<{ prefix: number }>(
      `SELECT DISTINCT prefix FROM ${LEASE_ROWS.name} ORDER BY prefix`,
    );
    return rows.map(({ prefix }) => prefix);
  }
}
