// Listings: the files that a source offers for download, their state, and the days whose list was read to its end.
import type { DayRead, ListingRow } from '../../domain/listing.js';
import type { Engine } from '../engine/engine.js';
import { insertVersions } from '../schema/versions.js';
import { DAY_READ_VERSIONS, LISTING_VERSIONS } from './tables.js';

const LISTING_COLUMNS = `report_date, list, file, report_type, id_hash, state, error_code, error, attempts, etag,
  last_modified, bytes, toUnixTimestamp(checked_at) AS checked_at,
  toUnixTimestamp(changed_at) AS changed_at`;

/** Rows from before sources had names belong to the account of the short form, which has this name. */
const NAMED_LATER = 'api';

export class Listings {
  constructor(private readonly engine: Engine) {}

  /** The listings of one source; two accounts that list the same file have separate states of it. */
  of(source: string): SourceListings {
    return new SourceListings(this.engine, source === NAMED_LATER ? '' : source);
  }
}

export class SourceListings {
  constructor(
    private readonly engine: Engine,
    private readonly source: string,
  ) {}

  /** Everything listed for days from `from` to `to`. */
  async ofDays(from: string, to: string): Promise<ListingRow[]> {
    return this.engine.rows<ListingRow>(
      `SELECT ${LISTING_COLUMNS} FROM listings
       WHERE source = {source:String} AND report_date BETWEEN {from:Date} AND {to:Date}
       ORDER BY report_date, list, file`,
      { source: this.source, from, to },
    );
  }

  /** Listings of days from `from` on that could not be fetched yet, newest first. */
  async failed(from: string): Promise<ListingRow[]> {
    return this.engine.rows<ListingRow>(
      `SELECT ${LISTING_COLUMNS} FROM listings
       WHERE source = {source:String} AND state = 'failed' AND report_date >= {from:Date}
       ORDER BY report_date DESC, list, file`,
      { source: this.source, from },
    );
  }

  async write(rows: readonly ListingRow[]): Promise<void> {
    await insertVersions(this.engine, LISTING_VERSIONS, rows.map(this.named));
  }

  /** Records which lists of which days were read to their end. */
  async noteReads(reads: readonly DayRead[]): Promise<void> {
    const rows = reads.map((read) => ({ ...read, settled: read.settled ? 1 : 0 }));
    await insertVersions(this.engine, DAY_READ_VERSIONS, rows.map(this.named));
  }

  /** The lists that were read of each day from `from` to `to`, and whether no more reports were expected then. */
  async reads(from: string, to: string): Promise<DayRead[]> {
    const rows = await this.engine.rows<Omit<DayRead, 'settled'> & { settled: number }>(
      `SELECT report_date, list, settled, types, excluded, toUnixTimestamp(read_at) AS read_at FROM day_reads
       WHERE source = {source:String} AND report_date BETWEEN {from:Date} AND {to:Date} ORDER BY report_date, list`,
      { source: this.source, from, to },
    );
    return rows.map((row) => ({ ...row, settled: row.settled === 1 }));
  }

  private readonly named = <Row extends object>(row: Row): Row & { source: string } => ({
    ...row,
    source: this.source,
  });
}
