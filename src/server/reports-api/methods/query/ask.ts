// Runs queries over a caller's rows, with the fields and errors that the Reports API's clients know.
import type { Catalogue } from '../../../../catalogue/index.js';
import { SundialError } from '../../../../domain/errors.js';
import { EventQueries, reportsApiField } from '../../../../query/index.js';
import type { ScopedStore } from '../../../../store/index.js';
import type { Caller } from '../../method.js';

/** Queries over some of the caller's rows. */
export function queriesOf(store: ScopedStore, { catalogue, clock }: Caller): EventQueries {
  return new EventQueries({ store, catalogue, clock, meaning: reportsApiField });
}

/**
 * The message about an unknown type would otherwise name a command of the operator.
 *
 * @throws SundialError `call-type-unknown` instead of `type-unknown`
 */
export async function forClient<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    if (!(thrown instanceof SundialError) || thrown.code !== 'type-unknown') throw thrown;
    throw new SundialError('call-type-unknown', thrown.details, { cause: thrown });
  }
}

/** Upstream's `type` is a category, such as `scan`. */
export function categoryOf(type: string, catalogue: Catalogue): string {
  return catalogue.describe(type).group;
}
