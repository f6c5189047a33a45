// Looks addresses up in what the configured enrichers know.
import type { Clock } from '../../domain/clock.js';
import { addDays, dateOf } from '../../domain/days.js';
import type { EnrichedValues } from '../../domain/enriched.js';
import { type FoundNetwork, firstValues } from '../../store/index.js';
import type { Workspace } from '../workspace.js';

/** What is known about an address. */
export interface Found {
  /** Of each value, that of the first enricher that has it. */
  readonly values: EnrichedValues;
  /** What each enricher says, in the order of precedence. */
  readonly networks: readonly FoundNetwork[];
}

/** Days of reports whose addresses are asked about. */
const AT_HAND_DAYS = 7;

/** The addresses of events of the last days. */
export function addressesAtHand({ enrichment }: Workspace, clock: Clock): Promise<string[]> {
  return enrichment.addressesSince(addDays(dateOf(clock()), -AT_HAND_DAYS));
}

/**
 * What the tables that are valid on a day say about addresses; an address in no table is left out. Nothing is asked from
 * others.
 */
export async function enrichAddresses(
  { enrichment }: Pick<Workspace, 'enrichment'>,
  addresses: readonly string[],
  date: string,
): Promise<Map<string, Found>> {
  const found = await enrichment.lookUp(addresses, date);
  return new Map(
    [...found].map(([address, networks]) => [address, { values: firstValues(networks), networks }]),
  );
}
