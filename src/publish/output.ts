// The contract between an opened output and the engine of outputs. README.md lists the duties of an output's author.
import type { SundialError } from '../domain/errors.js';
import type { FeedField } from '../query/index.js';
import type { EventMessage, FindingMessage, ReportMessage } from './messages.js';

/** A target to which events, findings or notices are sent. */
export interface Output {
  /** Whether events have to say to which constituents they belong, because names in the target depend on that. */
  readonly usesConstituents?: boolean;
  /**
   * Whether the target expects to hear from the output also while nothing waits: it is prepared when the service begins,
   * and not only before its first batch.
   */
  readonly isPresent?: boolean;
  /**
   * The report dates that the target asks for again, for example because a person has reset it there; undefined = none.
   * Their stored events are sent in the next round, and `answered` gets the same object afterwards.
   */
  asked?(): DateRange | undefined;
  /** Everything stored of the dates that the target asked for has been sent. @throws SundialError like `deliver` */
  answered?(range: DateRange, signal: AbortSignal): Promise<void>;
  /** Connects and checks rights without changing anything. @throws SundialError of a class that says who can act */
  check(signal: AbortSignal): Promise<OutputView>;
  /** Makes the target ready, once in each process and before the first batch. @throws SundialError */
  prepare(signal: AbortSignal): Promise<void>;
  /**
   * Sends one batch. It returns when the target has accepted the batch durably; the position is remembered afterwards,
   * so that a kill in between repeats the batch. Messages that the target will never accept are returned as refused.
   * Only for kinds that take `changes`.
   *
   * @throws SundialError if the batch as a whole failed; it is sent again after a pause
   */
  deliver?(batch: Batch, signal: AbortSignal): Promise<readonly Refusal[]>;
  /**
   * Replaces everything that the target has of one type and date. Only for kinds that take `slices`; findings and
   * notices still come by `deliver`.
   *
   * @throws SundialError like `deliver`
   */
  replace?(slice: SliceContent, signal: AbortSignal): Promise<readonly Refusal[]>;
  /** Called when everything known at the round's start was sent, and after a failure. @throws SundialError like `deliver` */
  ended?(round: Round, signal: AbortSignal): Promise<void>;
  /**
   * The number of events of each slice in the target, for `sundial outputs check --counts`; undefined if they cannot be
   * compared, because the target holds an event once for each of its constituents.
   */
  counts?(signal: AbortSignal): Promise<readonly SliceCount[] | undefined>;
  close(): Promise<void>;
}

/** Report dates, inclusive. */
export interface DateRange {
  readonly since: string;
  readonly until: string;
}

/** One type on one report date. */
export interface Slice {
  readonly type: string;
  readonly date: string;
}

export interface SliceCount extends Slice {
  readonly events: number;
}

export type Batch = EventBatch | FindingBatch | ReportBatch;

/** Events of one slice. An id is in at most one of the two lists. */
export interface EventBatch {
  readonly carries: 'events';
  readonly slice: Slice;
  /**
   * Distinguishes deliveries of equal events: a repeated batch has the same occasion, and events that return after they
   * were withdrawn have another. Printable ASCII without spaces.
   */
  readonly occasion: string;
  /** Events that became visible: insert or replace them by id. */
  readonly appeared: readonly EventMessage[];
  /** Events that no report holds any more: delete or announce them. They may never have been sent. */
  readonly withdrawn: readonly EventMessage[];
}

export interface FindingBatch {
  readonly carries: 'findings';
  /** In the order of their changes. */
  readonly findings: readonly FindingMessage[];
}

export interface ReportBatch {
  readonly carries: 'reports';
  readonly reports: readonly ReportMessage[];
}

/** The whole content of a slice at one moment. */
export interface SliceContent {
  readonly slice: Slice;
  /** Number of events; 0 = the slice has none any more. */
  readonly events: number;
  /** The fields that the events may have, in the order of their JSON. */
  readonly fields: readonly FeedField[];
  /** The reports of the slice that are visible now, in the order of their identifiers. */
  reports(): Promise<readonly SliceReport[]>;
  /**
   * Bounded batches of the events that were withdrawn since the output last got the slice, with all of their fields. None
   * if it is sent for another reason than a change.
   */
  withdrawn(): AsyncIterable<readonly EventMessage[]>;
  /** Bounded batches of all events; iterated once. */
  readonly batches: AsyncIterable<readonly EventMessage[]>;
}

/** One report of a slice: what was loaded, and those of its events that the output sends. */
export interface SliceReport {
  readonly notice: ReportMessage;
  /** The number of events, also of those that count in the report of another identifier. */
  events(): Promise<number>;
  /** Reads them in bounded batches, from the first to the last and in the same order each time. */
  read(): AsyncIterable<readonly EventMessage[]>;
}

/** A message that the target refuses for good; it becomes a dead letter. */
export interface Refusal {
  readonly id: string;
  readonly error: SundialError;
}

/** One pass over everything that was waiting. */
export interface Round {
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly status: 'done' | 'failed';
  /** Accepted messages, by kind; `refused` counts the others. */
  readonly appeared: number;
  readonly withdrawn: number;
  readonly findings: number;
  readonly reports: number;
  readonly refused: number;
  /** The message of the failure; '' without one. */
  readonly error: string;
}

/** The result of a check. */
export interface OutputView {
  /** One sentence for people. */
  readonly sentence: string;
  /** The same information as separate facts. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}
