// Runs queries over a caller's rows, with the fields that the Reports API's clients know.
import type { Catalogue } from '../../../../catalogue/index.js';
import { EventQueries, reportsApiField } from '../../../../query/index.js';
import type { ScopedStore } from '../../../../store/index.js';
import type { Caller } from '../../method.js';

/** Queries over some of the caller's rows. */
export function queriesOf(store: ScopedStore, { catalogue, clock }: Caller): EventQueries {
  return new EventQueries({ store, catalogue, clock, meaning: reportsApiField });
}

/** Upstream's `type` is a category, such as `scan`. */
export function categoryOf(type: string, catalogue: Catalogue): string {
  return catalogue.describe(type).group;
}
