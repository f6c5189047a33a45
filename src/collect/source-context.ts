// The environment of an opened source, and the settings for all sources.
import type { Clock } from '../domain/clock.js';
import type { Pace } from '../net/index.js';

export interface SourceContext {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Waits between calls and attempts; omitted = real time. */
  readonly pace?: Pace;
  /** Sundial's own folder, for unfinished work and everything else that it keeps; it need not exist yet. */
  readonly folder: string;
  /** Report types of the catalogue. */
  readonly knownTypes: readonly string[];
  readonly windowDays: number;
  readonly backfillDays: number;
  readonly recheckDays: number;
  readonly settleHours: number;
  readonly minFreeDiskMib: number;
}
