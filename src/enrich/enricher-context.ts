// The environment of an opened enricher.
import type { Clock } from '../domain/clock.js';
import type { Pace } from '../net/index.js';

export interface EnricherContext {
  /** The kind of the enricher: the same file means something else to another kind. */
  readonly kind: string;
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** Waits between attempts; omitted = real time. */
  readonly pace?: Pace;
  /** A folder of this enricher's own for unfinished work; it need not exist yet. */
  readonly folder: string;
}
