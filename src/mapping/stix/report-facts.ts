// The facts about a report, and the choices of the person who configures an output or an export, from which its STIX objects are made.
import type { Severity } from '../../domain/event-columns.js';
import type { OpenctiNames, Priority, TlpLevel } from '../../domain/stix-choices.js';
import type { ReportedEvent } from '../reported-event.js';
import type { TlpVersion } from './marking.js';

/** Whether one note holds up to 200 rows or one row; with names of the connector, notes of one row also have its ids. */
export const NOTE_ROWS = ['many', 'one'] as const;
export type NoteRows = (typeof NOTE_ROWS)[number];

/** The original report, for the artifact. */
export interface StixOriginal {
  /** The publisher's file name, or the name under which the file was handed over. */
  readonly name: string;
  /** Of the whole file, in hex. */
  readonly sha256: string;
  /** The bytes as received, in parts of any size. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

/** One report: an identifier, type and report date, in its current version. */
export interface StixReportFacts {
  readonly type: string;
  /** Report date, such as `2026-01-15`. */
  readonly date: string;
  /** The identifier of the report; '' if it has none. */
  readonly list: string;
  /** The publisher's page about the type; '' if unknown. */
  readonly page: string;
  /** Instants in ISO form: when the publisher issued the version, or when it was loaded if that is unknown. */
  readonly versionAt: string;
  /**
   * The API's id of the report's first version and the time of the first row in its file, as far as they are known. Only
   * used with names of the connector; without an id, the names are plain.
   */
  readonly connector?: { readonly id: string; readonly firstTime?: string | undefined } | undefined;
  /** Omitted if the receiver may not see the whole report, or for a report whose original is not kept. */
  readonly original?: StixOriginal | undefined;
  /**
   * The number of events that an earlier version had. If the report has become shorter, the parts and notes that it no
   * longer needs are revoked.
   */
  readonly earlierEvents?: number | undefined;
}

export interface StixOptions {
  readonly names: OpenctiNames;
  readonly tlp: TlpLevel;
  readonly tlpVersion: TlpVersion;
  readonly notes: NoteRows;
  /** Whether to make a case incident of each report; its severity is the highest of this one and those of all rows. */
  readonly incident?: { readonly severity: Severity; readonly priority: Priority } | undefined;
}

export const DEFAULT_STIX_OPTIONS: StixOptions = {
  names: 'plain',
  tlp: 'clear',
  tlpVersion: 1,
  notes: 'many',
};

/**
 * Reads the events of one report from the first to the last, in bounded batches. It may be called more than once,
 * because labels and severity are those of all rows; every reading has to give the same events in the same order.
 */
export type ReadEvents = () => AsyncIterable<readonly ReportedEvent[]>;

/** A bundle of at most 500 objects and 4 MB. An object comes after all objects to which it refers, also across bundles. */
export interface StixBundle {
  readonly id: string;
  readonly objects: number;
  /** Each object as JSON, in their order. */
  readonly texts: readonly string[];
  /** The bundle as JSON. */
  readonly json: string;
}

/** What became of a report's rows. */
export interface StixTally {
  readonly rows: number;
  /** Rows of which at least one value could not become an object; notes show the value anyway. */
  readonly incompleteRows: number;
  /** How many values could not become objects, by column and reason, such as `ip: not an address`. */
  readonly problems: ReadonlyMap<string, number>;
  /** Objects in all bundles, by their types. */
  readonly objects: ReadonlyMap<string, number>;
}
