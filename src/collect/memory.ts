// What sources remember from one reading to the next. The pipeline keeps it in the store, for each source apart.
import type { DayRead, ListingRow, RowDifference, StatedRows } from '../domain/listing.js';
import type { MailKeeping } from './mail/mail-keeping.js';

/** The memory of one source; what it promises must survive a kill. A kind uses the part that fits it. */
export interface SourceMemory {
  readonly items: ItemMemory;
  readonly messages: MailKeeping;
  readonly listings: ListingMemory;
}

/** What is remembered of one thing that a source holds, such as a file. */
export interface ItemMark {
  /** The source's own lasting name of the item. */
  readonly item: string;
  /** Changes when its content may have changed, such as its size and time. */
  readonly version: string;
  readonly state: 'taken' | 'left' | 'failed';
  /** Empty where nothing failed. */
  readonly errorCode: string;
}

/** For sources of single items that stay where they are. */
export interface ItemMemory {
  known(): Promise<ReadonlyMap<string, ItemMark>>;
  record(marks: readonly ItemMark[]): Promise<void>;
}

/** For sources that list what they have, day by day. */
export interface ListingMemory {
  /** Everything listed for days from `from` to `to`. */
  ofDays(from: string, to: string): Promise<readonly ListingRow[]>;
  /** What could not be fetched yet of days from `from` on. */
  failed(from: string): Promise<readonly ListingRow[]>;
  write(rows: readonly ListingRow[]): Promise<void>;
  /** Days from `from` to `to` whose lists were read to their end. */
  reads(from: string, to: string): Promise<readonly DayRead[]>;
  noteReads(reads: readonly DayRead[]): Promise<void>;
  /** The reports of a day that are in use. */
  live(date: string): Promise<readonly LiveReport[]>;
  /** Notes how many rows the publisher says reports have. */
  noteStated(statements: readonly StatedRows[]): Promise<void>;
  stated(from: string, to: string): Promise<readonly StatedRows[]>;
  /** Where the store holds another number of rows than the publisher stated, newest day first. */
  differences(from: string, to: string, limit: number): Promise<readonly RowDifference[]>;
}

/** What the store holds of a report. */
export interface LiveReport {
  readonly list: string;
  readonly report_type: string;
  readonly rows: number;
}
