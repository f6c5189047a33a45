// Reads the store's health without changing anything, in whatever state the store is.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type BadPart, checkParts } from '../damage/check-parts.js';
import { brokenParts } from '../damage/find-damage.js';
import type { Engine } from '../engine/engine.js';
import { EVENT_LAYOUT } from '../events/tables.js';
import { needsGuide, SCHEMA_VERSION } from '../schema/migrations.js';
import { isBegun } from '../schema/replace-table.js';
import { UNLISTED } from '../texts/list-stored.js';

/** Whether a data folder holds an embedded store, without opening it. */
export function hasStore(folder: string): boolean {
  return existsSync(path.join(folder, 'engine'));
}

/** The schema of a store (0 = none), and that of this version. */
export interface SchemaState {
  readonly found: number;
  readonly known: number;
  /** Whether bringing the store up to date takes a migration that a person has to start. */
  readonly isGuided: boolean;
}

export interface LedgerState {
  readonly live: number;
  /** Loads that a killed process left incomplete. */
  readonly started: number;
  /** Replaced loads whose rows are not removed yet. */
  readonly dead: number;
  /** Live loads whose rows retention is removing. */
  readonly expiring: number;
}

/** A report in the ledger, with its numbers of stored rows. */
export interface ReportRows {
  readonly load: number;
  readonly report_type: string;
  readonly report_date: string;
  readonly list: string;
  /** 1 = the version that counts according to the ledger; 0 = its rows should not exist. */
  readonly live: number;
  /** The number of events and of copies that do not count, according to the ledger and in the store. */
  readonly expected: number;
  readonly stored: number;
  /** The number of events that count. */
  readonly counted_expected: number;
  readonly counted_stored: number;
  /** The number of rows in quarantine. */
  readonly aside_expected: number;
  readonly aside_stored: number;
}

/** A check may read a lot of data, and gives up rather than keep a person waiting. */
const SECONDS = 60;
const LIMITS = `SETTINGS max_execution_time = ${SECONDS}`;

export class StoreHealth {
  constructor(private readonly engine: Engine) {}

  async engineVersion(): Promise<string> {
    const [row] = await this.engine.rows<{ version: string }>('SELECT version() AS version');
    return row!.version;
  }

  /** Parts that the engine could not read when it opened their table, and detached with their rows. */
  async brokenParts(): Promise<string[]> {
    return brokenParts(this.engine);
  }

  /** Checks every part of every table, which takes as long as reading the store once. */
  async checkParts(): Promise<BadPart[]> {
    return checkParts(this.engine);
  }

  /** The store's schema, and whether a person has to start its migration. */
  async schema(): Promise<SchemaState> {
    const [table] = await this.engine.rows<{ result: number }>('EXISTS TABLE migrations');
    if (table?.result !== 1) return { found: 0, known: SCHEMA_VERSION, isGuided: false };
    const [row] = await this.engine.rows<{ found: number }>('SELECT max(number) AS found FROM migrations');
    const { found } = row!;
    return { found, known: SCHEMA_VERSION, isGuided: needsGuide(found) };
  }

  /** Whether a migration of the layout was begun and is not complete. */
  async isMigrating(): Promise<boolean> {
    return isBegun(this.engine, EVENT_LAYOUT);
  }

  async ledger(): Promise<LedgerState> {
    const [row] = await this.engine.rows<LedgerState>(
      `SELECT countIf(state = 'live') AS live, countIf(state = 'started') AS started, countIf(state = 'dead') AS dead,
         countIf(events_state = 'expiring') AS expiring
       FROM reports ${LIMITS}`,
    );
    return row!;
  }

  /**
   * Loads whose stored rows differ from the ledger: too few or too many events or rows set aside of a live report, a
   * different number of counted events, or rows of a load that is not live. Hidden loads are left out.
   */
  async wrongRows(limit: number): Promise<ReportRows[]> {
    return this.engine.rows<ReportRows>(
      `SELECT load, max(type) AS report_type, max(date) AS report_date, max(report_list) AS list, max(known) AS live,
         sum(in_ledger) AS expected, sum(in_table) AS stored,
         sum(counted) AS counted_expected, sum(counted_in_table) AS counted_stored,
         sum(aside) AS aside_expected, sum(aside_in_table) AS aside_stored
       FROM (
         SELECT load, toString(report_type) AS type, toString(report_date) AS date, list AS report_list, 1 AS known,
           if(events_state = 'kept', accepted + duplicate, 0) AS in_ledger,
           if(events_state = 'kept', accepted, 0) AS counted,
           if(events_state = 'kept', quarantined, 0) AS aside,
           0 AS in_table, 0 AS counted_in_table, 0 AS aside_in_table
         FROM reports WHERE state = 'live'
         UNION ALL
         SELECT load, toString(any(report_type)), toString(any(report_date)), toString(any(event_rows.list)), 0, 0, 0, 0,
           count(), countIf(first = 1), 0
         FROM event_rows WHERE load NOT IN (SELECT load FROM hidden_loads) GROUP BY load
         UNION ALL
         SELECT load, '', '', '', 0, 0, 0, 0, 0, 0, count()
         FROM quarantine_rows WHERE load NOT IN (SELECT load FROM hidden_loads) GROUP BY load)
       GROUP BY load
       HAVING expected != stored OR counted_expected != counted_stored OR aside_expected != aside_stored
       ORDER BY load LIMIT {limit:UInt32} ${LIMITS}`,
      { limit },
    );
  }

  /** The number of live loads whose counts do not sum up to their counted events. */
  async wrongCounts(): Promise<number> {
    const [row] = await this.engine.rows<{ wrong: number }>(
      `SELECT count() AS wrong FROM (
         SELECT load FROM (
           SELECT load, if(events_state = 'kept', accepted, 0) AS counted, 0 AS in_counts FROM reports WHERE state = 'live'
           UNION ALL
           SELECT load, 0, events FROM counts WHERE field = 'type')
         GROUP BY load HAVING sum(counted) != sum(in_counts)) ${LIMITS}`,
    );
    return row!.wrong;
  }

  /** The number of live loads without text lists. */
  async withoutTextLists(): Promise<number> {
    const [row] = await this.engine.rows<{ loads: number }>(
      `SELECT count() AS loads FROM ${UNLISTED} ${LIMITS}`,
    );
    return row!.loads;
  }

  /** The live reports, each with the SHA-256 of its original, unless retention has removed the original. */
  async liveOriginals(): Promise<{ sha256: string; report: string }[]> {
    return this.engine.rows(
      `SELECT sha256, concat(report_type, ' ', toString(report_date), ' ', list) AS report
       FROM reports WHERE state = 'live' AND original_state = 'kept' ORDER BY load ${LIMITS}`,
    );
  }
}
