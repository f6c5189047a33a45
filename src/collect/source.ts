// The contract of sources: what an opened one does for the pipeline. README.md tells the duties of a source's author.
import type { Collected } from '../domain/delivery.js';
import type { SundialError } from '../domain/errors.js';
import type { LogFields } from '../domain/log.js';
import type { Selection } from '../domain/source-entry.js';
import type { SourceMemory } from './memory.js';

/** Something that reports are read from, again and again. */
export interface Source {
  readonly name: string;
  readonly kind: string;
  /** Connects, looks around and changes nothing. @throws SundialError of a class that says who can act */
  check(signal?: AbortSignal): Promise<SourceView>;
  /** Prepares one reading; nothing is asked of the source before the first item is asked for. */
  read(request: ReadRequest): Reading;
  /** Resolves when something may have arrived, or with the signal; only where the source can tell by itself. */
  arrival?(signal: AbortSignal): Promise<void>;
  /** Lets go of what all readings share. */
  close(): Promise<void>;
}

/** What a check saw. */
export interface SourceView {
  /** One sentence for people. */
  readonly sentence: string;
  /** The same in single facts. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** What one reading is asked for. */
export interface ReadRequest {
  /** What is known of earlier readings of this source. */
  readonly memory: SourceMemory;
  /** Ends the reading early; what was not read stays as it was. */
  readonly signal: AbortSignal;
  /** Which reports are wanted, with types as the catalogue calls them. A source may hand over others: the pipeline leaves them out. */
  readonly selection: Selection;
  /** The catalogue's name of a type that the publisher calls so. */
  readonly resolveType: (type: string) => string;
  /** Report dates, oldest first, instead of those that are due; for sources that know days. */
  readonly dates?: readonly string[];
  /** So many days up to today instead of those that are due, each compared with the publisher; for sources that know days. */
  readonly backfillDays?: number;
  /** Whether no reading of the service has succeeded yet. */
  readonly isFirst?: boolean;
  /** What of the known is looked at again, besides what time may mend: nothing, what did not end well, everything. */
  readonly again?: 'none' | 'unhandled' | 'all';
  /** Told how the reading goes on. */
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
 * One reading of a source: iterated once; told by `decided` what became of each thing that it handed over, possibly
 * many items later; then `finish`, unless something stopped the run; last `close`, whatever happened.
 */
export interface Reading extends AsyncIterable<Collected> {
  decided(decision: Decision): void;
  /** Whether nothing could be read, so that the run is not a success; asked when the last item is decided. */
  hasFailed(): boolean;
  /** Remembers what was read. @throws SundialError where the source cannot be told what was read */
  finish(): Promise<SourceSummary>;
  close(): Promise<void>;
}

/** What became of something that was handed over. */
export interface Decision {
  readonly path: string;
  /** `unselected`: it is not one of the wanted reports, and nothing was kept of it. */
  readonly outcome: 'loaded' | 'known' | 'older' | 'failed' | 'unselected';
  readonly rows: number;
  /** Set where it took the place of an earlier version. */
  readonly supersedes: boolean;
  /** SHA-256 of the archived message that it came with. */
  readonly message?: string | undefined;
  readonly error?: SundialError | undefined;
}

/** A reading's part of the summary, beside what every source has: its files, their rows, and how the run ended. */
export interface SourceSummary {
  /** Closing lines for people. */
  readonly lines: readonly string[];
  readonly tables: readonly SummaryTable[];
  /** Members of the JSON summary. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Whether anything came that was not known before; left out = where rows were accepted. */
  readonly hasNews?: boolean;
  readonly log: LogLine;
  /** What a person should look at. */
  readonly warnings: readonly LogLine[];
}

export interface SummaryTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Columns of numbers. */
  readonly right: readonly number[];
}
