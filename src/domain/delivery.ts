// The contract between sources and the archive: what a source hands over, one report file at a time.
import type { SundialError } from './errors.js';
import type { IdentityOverrides } from './report.js';

/** The publisher's announcement of a report, to be compared with the received report. */
export interface Expected {
  /** Minimum size of the report in bytes; the announced size is rounded. */
  readonly leastBytes: number;
  readonly mostBytes: number;
  /** Rows without the header. */
  readonly rows: number;
}

/** One report file found by a source, not archived yet. */
export interface Delivery {
  readonly kind: 'delivery';
  /** The kind of source that delivered the file: `directory`, `api`, `imap`, ... */
  readonly source: string;
  /** The displayed path; members of archives follow their archive after ` > `. */
  readonly path: string;
  /** The report's file name without folders and compression, such as `2026-01-15-scan_ssl-example.csv`. */
  readonly name: string;
  /** The time of the delivery according to the source (a file's modification time); part of its identity. */
  readonly deliveredAt: Date;
  /** The publisher's time, which orders versions of a report; unknown for files. */
  readonly publishedAt?: Date;
  /** When a file was last written; replaces the publisher's time if the time of another version is known. */
  readonly writtenAt?: Date;
  /** The source's own knowledge of the report's type and date; takes precedence over the file name. */
  readonly report?: IdentityOverrides;
  /** The subscription or mailing list that delivered the report. */
  readonly subscription?: string;
  /** SHA-256 of the archived message that it came with. */
  readonly message?: string;
  readonly expected?: Expected;
  /** Size of the uncompressed report in bytes if known in advance, for progress. */
  readonly bytes?: number;
  /**
   * Opens the uncompressed content. Called at most once, and only before the next delivery is requested, because members
   * of a tar or 7z file can only be read in order. The content may fail with a SundialError. A chunk's memory may be used
   * again when the next chunk is requested.
   */
  readonly open: () => Promise<AsyncIterable<Buffer>>;
}

/** An item that a source found but could not hand over; it is recorded and shown, and the others are processed. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly source: string;
  readonly path: string;
  readonly deliveredAt: Date;
  /** The source's own knowledge of the report's identity. */
  readonly report?: IdentityOverrides;
  /** The subscription or mailing list that delivered it. */
  readonly subscription?: string;
  /** SHA-256 of the archived message that it came with. */
  readonly message?: string;
  readonly error: SundialError;
}

export type Collected = Delivery | Refusal;
