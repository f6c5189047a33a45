// What an opened source may use of the world and of the settings that hold for all sources.
import type { Clock } from '../domain/clock.js';
import type { Pace } from '../net/index.js';

export interface SourceContext {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** How pauses between calls and tries pass; left out = as time does. */
  readonly pace?: Pace;
  /** A private folder for what is under way; it need not exist yet. */
  readonly folder: string;
  /** Report types of the catalogue. */
  readonly knownTypes: readonly string[];
  readonly windowDays: number;
  readonly backfillDays: number;
  readonly recheckDays: number;
  readonly settleHours: number;
  readonly minFreeDiskMib: number;
}
