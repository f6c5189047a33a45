// The contract of a record format: how events are written in the vocabulary of another system.
import type { Catalogue } from '../catalogue/index.js';
import type { Clock } from '../domain/clock.js';
import type { ReportedEvent } from './reported-event.js';

/** A format that outputs and exports offer by its name. */
export interface RecordFormat {
  /** The value of the option `format`. */
  readonly name: string;
  /** What the records are, as the reference lists it after the name; lower case, without a full stop. */
  readonly description: string;
  /** The extension of a file with one record in each line. */
  readonly extension: string;
  /** @throws SundialError `record-map`, `record-field` */
  open(request: FormatRequest): Promise<RecordWriter>;
}

export interface FormatRequest {
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** The file with the publisher's own map; '' = the map that Sundial ships. */
  readonly map: string;
  /** Fields that every record gets, as NAME=TEXT; {@link filledField} fills places such as {id} in the text. */
  readonly fields: readonly string[];
}

/** Writes one event as one line without a line break. Any event can be written. */
export type RecordWriter = (event: ReportedEvent) => string;
