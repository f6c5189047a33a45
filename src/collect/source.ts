// The contract between an opened source and the pipeline. README.md lists the duties of a source's author.
import type { Collected } from '../domain/delivery.js';
import type { SundialError } from '../domain/errors.js';
import type { LogFields } from '../domain/log.js';
import type { Selection } from '../domain/source-entry.js';
import type { SourceMemory } from './memory.js';

/** A source from which reports are read repeatedly. */
export interface Source {
  readonly name: string;
  readonly kind: string;
  /** Connects and inspects the source without changing anything. @throws SundialError of a class that says who can act */
  check(signal?: AbortSignal): Promise<SourceView>;
  /** Prepares one reading; the source is not contacted before the first item is requested. */
  read(request: ReadRequest): Reading;
  /** Resolves when something may have arrived, or when the signal aborts; only for sources that announce arrivals. */
  arrival?(signal: AbortSignal): Promise<void>;
  /** Names what a reading would open, without opening it; only for mailboxes. @throws SundialError like `check` */
  waiting?(request: Pick<ReadRequest, 'memory' | 'again'>): AsyncIterable<string>;
  /** Releases the resources that all readings share. */
  close(): Promise<void>;
}

/** The result of a check. */
export interface SourceView {
  /** One sentence for people. */
  readonly sentence: string;
  /** The same information as separate facts. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** A request for one reading. */
export interface ReadRequest {
  /** The memory of earlier readings of this source. */
  readonly memory: SourceMemory;
  /** Ends the reading early; unread items stay unchanged. */
  readonly signal: AbortSignal;
  /**
   * The wanted reports, with types named as in the catalogue. A source may hand over others, which the pipeline
   * leaves out.
   */
  readonly selection: Selection;
  /** Translates the publisher's name of a type into the catalogue's. */
  readonly resolveType: (type: string) => string;
  /** Report dates to read, oldest first, instead of the due ones; for sources with days. */
  readonly dates?: readonly string[];
  /** Number of days up to today to read instead of the due ones, all compared with the publisher; for sources with days. */
  readonly backfillDays?: number;
  /** Whether no reading of the service has succeeded yet. */
  readonly isFirst?: boolean;
  /** Known items to read again, besides those whose failure may be temporary: none, all failed ones, or all. */
  readonly again?: 'none' | 'unhandled' | 'all';
  /** Called with the progress of the reading. */
  readonly step?: (step: SourceStep) => void;
}

/** A step of a reading, for people and for the log. */
export interface SourceStep {
  readonly text: string;
  readonly log: LogLine;
}

/** A constant message and its fields. */
export interface LogLine {
  readonly message: string;
  readonly fields: LogFields;
}

/**
 * One reading of a source. It is iterated once. `decided` reports the outcome of each item that was handed over, possibly
 * many items later. Then comes `finish`, unless an error stopped the run, and finally `close` in any case.
 */
export interface Reading extends AsyncIterable<Collected> {
  decided(result: DeliveryResult): void;
  /** Whether nothing could be read, so that the run is not a success; called after the last result. */
  hasFailed(): boolean;
  /** Remembers what was read. @throws SundialError if read items cannot be marked in the source */
  finish(): Promise<SourceSummary>;
  close(): Promise<void>;
}

/** The outcome of an item that was handed over. */
export interface DeliveryResult {
  readonly path: string;
  /** `unselected`: not one of the wanted reports, and not stored. */
  readonly outcome: 'loaded' | 'known' | 'older' | 'failed' | 'unselected';
  readonly rows: number;
  /** Set if the report replaced an earlier version. */
  readonly supersedes: boolean;
  /** SHA-256 of the archived message that contained the report. */
  readonly message?: string | undefined;
  readonly error?: SundialError | undefined;
}

/** A reading's own part of the summary, in addition to the common part: files, rows, and the run's result. */
export interface SourceSummary {
  /** Closing lines for people. */
  readonly lines: readonly string[];
  readonly tables: readonly SummaryTable[];
  /** Members of the JSON summary. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Whether anything new arrived; omitted = whether rows were accepted. */
  readonly hasNews?: boolean;
  readonly log: LogLine;
  /** Warnings for a person. */
  readonly warnings: readonly LogLine[];
}

export interface SummaryTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Columns of numbers. */
  readonly right: readonly number[];
}
