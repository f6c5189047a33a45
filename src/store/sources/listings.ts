// Listings: what a source said is there to fetch, what became of it, and on which days it said so to the end.
import type { DayRead, ListingRow } from '../../domain/listing.js';
import type { Engine } from '../engine/engine.js';
import { insertVersions } from '../schema/versions.js';
import { DAY_READ_VERSIONS, LISTING_VERSIONS } from './tables.js';

const LISTING_COLUMNS = `report_date, list, file, report_type, id_hash, state, error_code, error, attempts, etag,
  last_modified, bytes, toUnixTimestamp(checked_at) AS checked_at,
  toUnixTimestamp(changed_at) AS changed_at`;

/** Rows of the time before sources had names: they belong to the account that the short form names. */
const NAMED_LATER = 'api';

export class Listings {
  constructor(private readonly engine: Engine) {}

  /** What one source has listed; two accounts that list the same file do not share what became of it. */
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

  /** What could not be fetched yet of days from `from` on, newest first. */
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

  /** Notes which lists were read to their end on which day. */
  async noteReads(reads: readonly DayRead[]): Promise<void> {
    const rows = reads.map((read) => ({ ...read, settled: read.settled ? 1 : 0 }));
    await insertVersions(this.engine, DAY_READ_VERSIONS, rows.map(this.named));
  }

  /** Which lists were read on each day from `from` to `to`, and whether nothing more was expected then. */
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
