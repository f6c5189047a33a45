// The state from which the gauges are read at a scrape.
import type { Figures } from '../store/index.js';
import type { Health } from './health.js';

/** The store's figures from the last read. */
export interface ReadFigures {
  readonly of: Figures;
  readonly readAt: Date;
}

export interface Seen {
  readonly health: Health;
  /** Undefined until the figures were read for the first time. */
  readonly figures: ReadFigures | undefined;
}
