// What the gauges of the metrics are read from at a scrape.
import type { Figures } from '../store/index.js';
import type { Health } from './health.js';

/** The store's figures as they were last read. */
export interface ReadFigures {
  readonly of: Figures;
  readonly readAt: Date;
}

export interface Seen {
  readonly health: Health;
  /** Undefined until the figures were read for the first time. */
  readonly figures: ReadFigures | undefined;
}
