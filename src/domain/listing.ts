// What is known of reports before and beside their files: how each listed one went, days read to their end, stated counts.

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
  /** Whether nothing more was expected for that day when it was read (decisions.md#closed-days). */
  readonly settled: boolean;
  /** The types asked for; none named = all, without the excluded ones. */
  readonly types: readonly string[];
  readonly excluded: readonly string[];
  /** Unix seconds. */
  readonly read_at: number;
}

/** What a statement says of one report. */
export interface StatedRows {
  readonly report_date: string;
  /** A subscription for `stats`, a report's identifier for `mail`. */
  readonly list: string;
  readonly report_type: string;
  /** Who said it: `stats` (the API's statistics) or `mail` (the text of a message). */
  readonly source: string;
  readonly rows: number;
  /** Unix seconds. */
  readonly stated_at: number;
}

/** A report of which the store holds another number of rows than its publisher stated. */
export interface RowDifference extends Omit<StatedRows, 'rows' | 'stated_at'> {
  readonly stated: number;
  readonly stored: number;
}
