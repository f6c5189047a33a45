// A place to which reports are pushed as STIX.
import type { StixBundle } from '../../mapping/index.js';
import type { OutputView } from '../output.js';

/** One report as STIX, in parts of bounded size. */
export interface PushedReport {
  /** Its name for people, without secrets. */
  readonly name: string;
  readonly bundles: AsyncIterable<StixBundle>;
  /** Values that no object could be made of; complete after the last bundle. */
  problems(): readonly LeftOut[];
  /** What was sent, in one sentence; complete after the last bundle. */
  summary(): string;
}

/** Something that the target will never take, with the reason. */
export interface LeftOut {
  /** What it is: the id of an object, or a column. */
  readonly id: string;
  readonly problem: string;
}

/** Every call is one attempt. */
export interface Target {
  /** Connects and checks rights without changing anything. */
  check(signal: AbortSignal): Promise<OutputView>;
  prepare(signal: AbortSignal): Promise<void>;
  /** Pushes one report; pushing it again leaves the same objects. Returns what it refuses for good. @throws SundialError */
  push(report: PushedReport, signal: AbortSignal): Promise<readonly LeftOut[]>;
  close(): Promise<void>;
}
