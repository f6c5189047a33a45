// The environment of an opened output, and the settings for all outputs.
import type { Catalogue } from '../catalogue/index.js';
import type { Clock } from '../domain/clock.js';
import type { Pace } from '../net/index.js';

export interface OutputContext {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Waits between attempts within a call; omitted = real time. The engine itself waits between batches. */
  readonly pace?: Pace;
  /** A folder of this output's own for unfinished work; it need not exist yet. */
  readonly folder: string;
  /** Titles, severities and links of report types. */
  readonly catalogue: Catalogue;
}
