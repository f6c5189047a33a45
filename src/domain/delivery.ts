// The contract between sources and the archive: what a source hands over, one report file at a time.
import type { Readable } from 'node:stream';
import type { SundialError } from './errors.js';
import type { IdentityOverrides } from './report.js';

/** What the publisher says of a report elsewhere, to be compared with what arrived. */
export interface Expected {
  /** Bytes of the report; what was said is rounded. */
  readonly leastBytes: number;
  readonly mostBytes: number;
  /** Rows without the header. */
  readonly rows: number;
}

/** One report file as a source found it, not yet archived. */
export interface Delivery {
  readonly kind: 'delivery';
  /** Which source it came through: `directory`, later `api`, `imap`, ... */
  readonly source: string;
  /** What people know it by; members of archives follow their archive after ` > `. */
  readonly path: string;
  /** The report's file name without folders and compression, such as `2026-01-15-scan_ssl-example.csv`. */
  readonly name: string;
  /** When the source says this delivery was made (a file's modification time); part of its identity. */
  readonly deliveredAt: Date;
  /** The publisher's time, which orders versions of a report; files do not tell it. */
  readonly publishedAt?: Date;
  /** When a file was last written, which stands in for the publisher's time where that of another version is known. */
  readonly writtenAt?: Date;
  /** What the source itself knows of the report's type and date; it goes before what the file name tells. */
  readonly report?: IdentityOverrides;
  /** The subscription or mailing list that the report came by. */
  readonly subscription?: string;
  /** SHA-256 of the archived message that it came with. */
  readonly message?: string;
  readonly expected?: Expected;
  /** Bytes of the uncompressed report where they are known beforehand, for progress. */
  readonly bytes?: number;
  /**
   * The uncompressed content. Called at most once, and only before the next delivery is asked for:
   * members of a tar or 7z file can be read in their order only. The stream may fail with a SundialError.
   */
  readonly open: () => Promise<Readable>;
}

/** Something that a source saw but could not hand over; it is recorded, shown, and the others go on. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly source: string;
  readonly path: string;
  readonly deliveredAt: Date;
  /** What the source itself knows of the report's identity. */
  readonly report?: IdentityOverrides;
  /** The subscription or mailing list that it came by. */
  readonly subscription?: string;
  /** SHA-256 of the archived message that it came with. */
  readonly message?: string;
  readonly error: SundialError;
}

export type Collected = Delivery | Refusal;
