// The memory of sources from one reading to the next, which the pipeline keeps in the store for each source.

import type { DayRead, ListingRow, RowDifference, StatedRows } from '../domain/listing.js';
import type { ReportIdentity } from '../domain/report.js';
import type { Secret } from '../domain/secret.js';
import type { MailKeeping } from './mail/mail-keeping.js';

/** The memory of one source, which must survive a kill. Each kind uses the part that it needs. */
export interface SourceMemory {
  readonly items: ItemMemory;
  readonly messages: MailKeeping;
  readonly listings: ListingMemory;
}

/** The memory of one item of a source, such as a file. */
export interface ItemMark {
  /** The source's own stable name of the item. */
  readonly item: string;
  /** Changes when its content may have changed, such as its size and time. */
  readonly version: string;
  readonly state: 'taken' | 'left' | 'failed';
  /** Empty without a failure. */
  readonly errorCode: string;
}

/** For sources whose items stay in place. */
export interface ItemMemory {
  known(): Promise<ReadonlyMap<string, ItemMark>>;
  record(marks: readonly ItemMark[]): Promise<void>;
}

/** For sources that list their reports day by day. */
export interface ListingMemory {
  /** Everything listed for days from `from` to `to`. */
  ofDays(from: string, to: string): Promise<readonly ListingRow[]>;
  /** Listings of days from `from` on that could not be fetched yet. */
  failed(from: string): Promise<readonly ListingRow[]>;
  write(rows: readonly ListingRow[]): Promise<void>;
  /** Days from `from` to `to` whose lists were read to their end. */
  reads(from: string, to: string): Promise<readonly DayRead[]>;
  noteReads(reads: readonly DayRead[]): Promise<void>;
  /** The reports of a day that are in use. */
  live(date: string): Promise<readonly LiveReport[]>;
  /** Hands on the ids under which reports are listed; most configurations keep none of them. */
  noteIds(ids: readonly ListedId[]): Promise<void>;
  /** Records the numbers of rows that the publisher states for reports. */
  noteStated(statements: readonly StatedRows[]): Promise<void>;
  stated(from: string, to: string): Promise<readonly StatedRows[]>;
  /** Reports whose number of rows differs from the stated number, newest day first. */
  differences(from: string, to: string, limit: number): Promise<readonly RowDifference[]>;
}

/** A listed report, and the id that opens its download. */
export interface ListedId {
  readonly report: ReportIdentity;
  readonly id: Secret;
}

/** The stored state of a report. */
export interface LiveReport {
  readonly list: string;
  readonly report_type: string;
  readonly rows: number;
}
