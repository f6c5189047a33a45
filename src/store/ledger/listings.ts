// Listings: what a source said is there to fetch, what became of it, and on which days it said so to the end.
import type { Engine } from '../engine/engine.js';
import { DAY_READ_VERSIONS, LISTING_VERSIONS } from '../schema/tables.js';
import { insertVersions } from '../schema/versions.js';

/** The present of one listed file. Times are unix seconds, 0 = never or unknown. */
export interface ListingRow {
  readonly report_date: string;
  readonly list: string;
  readonly file: string;
  readonly report_type: string;
  /** SHA-256 of the id that opens the download. */
  readonly id_hash: string;
  readonly state: 'listed' | 'loaded' | 'empty' | 'failed';
  readonly error_code: string;
  readonly error: string;
  /** Downloads that failed since the last one that did not. */
  readonly attempts: number;
  readonly etag: string;
  readonly last_modified: string;
  readonly bytes: number;
  readonly checked_at: number;
  readonly changed_at: number;
}

/** That a day's list of reports was read to its end. */
export interface DayRead {
  readonly report_date: string;
  readonly list: string;
  /** Whether nothing more was expected for that day when it was read (DECISIONS A7). */
  readonly settled: boolean;
  /** The types asked for; none named = all, without the excluded ones. */
  readonly types: readonly string[];
  readonly excluded: readonly string[];
  /** Unix seconds. */
  readonly read_at: number;
}

const LISTING_COLUMNS = `report_date, list, file, report_type, id_hash, state, error_code, error, attempts, etag,
  last_modified, bytes, toUnixTimestamp(checked_at) AS checked_at,
  toUnixTimestamp(changed_at) AS changed_at`;

export class Listings {
  constructor(private readonly engine: Engine) {}

  /** Everything listed for days from `from` to `to`. */
  async ofDays(from: string, to: string): Promise<ListingRow[]> {
    return this.engine.rows<ListingRow>(
      `SELECT ${LISTING_COLUMNS} FROM listings WHERE report_date BETWEEN {from:Date} AND {to:Date}
       ORDER BY report_date, list, file`,
      { from, to },
    );
  }

  /** What could not be fetched yet of days from `from` on, newest first. */
  async failed(from: string): Promise<ListingRow[]> {
    return this.engine.rows<ListingRow>(
      `SELECT ${LISTING_COLUMNS} FROM listings WHERE state = 'failed' AND report_date >= {from:Date}
       ORDER BY report_date DESC, list, file`,
      { from },
    );
  }

  async write(rows: readonly ListingRow[]): Promise<void> {
    await insertVersions(this.engine, LISTING_VERSIONS, rows);
  }

  /** Notes which lists were read to their end on which day. */
  async noteReads(reads: readonly DayRead[]): Promise<void> {
    const rows = reads.map((read) => ({ ...read, settled: read.settled ? 1 : 0 }));
    await insertVersions(this.engine, DAY_READ_VERSIONS, rows);
  }

  /** How often each day from `from` to `to` was read, and whether all its lists are settled. */
  async reads(from: string, to: string): Promise<DayRead[]> {
    const rows = await this.engine.rows<Omit<DayRead, 'settled'> & { settled: number }>(
      `SELECT report_date, list, settled, types, excluded, toUnixTimestamp(read_at) AS read_at FROM day_reads
       WHERE report_date BETWEEN {from:Date} AND {to:Date} ORDER BY report_date, list`,
      { from, to },
    );
    return rows.map((row) => ({ ...row, settled: row.settled === 1 }));
  }
}
