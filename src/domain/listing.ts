// Data about reports besides their files: the state of listed files, days read to their end, and stated row counts.

/** The current state of one listed file. Times are unix seconds, 0 = never or unknown. */
export interface ListingRow {
  readonly report_date: string;
  readonly list: string;
  readonly file: string;
  readonly report_type: string;
  /** SHA-256 of the download id. */
  readonly id_hash: string;
  readonly state: 'listed' | 'loaded' | 'empty' | 'failed';
  readonly error_code: string;
  readonly error: string;
  /** Number of failed downloads since the last successful one. */
  readonly attempts: number;
  readonly etag: string;
  readonly last_modified: string;
  readonly bytes: number;
  readonly checked_at: number;
  readonly changed_at: number;
}

/** A record that a day's list of reports was read to its end. */
export interface DayRead {
  readonly report_date: string;
  readonly list: string;
  /** Whether no more reports were expected for the day when its list was read (decisions.md#closed-days). */
  readonly settled: boolean;
  /** The requested types; none = all, without the excluded ones. */
  readonly types: readonly string[];
  readonly excluded: readonly string[];
  /** Unix seconds. */
  readonly read_at: number;
}

/** A statement about one report. */
export interface StatedRows {
  readonly report_date: string;
  /** A subscription for `stats`, a report's identifier for `mail`. */
  readonly list: string;
  readonly report_type: string;
  /** The origin of the statement: `stats` (the API's statistics) or `mail` (the text of a message). */
  readonly source: string;
  readonly rows: number;
  /** Unix seconds. */
  readonly stated_at: number;
}

/** A report whose number of rows in the store differs from the stated number. */
export interface RowDifference extends Omit<StatedRows, 'rows' | 'stated_at'> {
  readonly stated: number;
  readonly stored: number;
}
