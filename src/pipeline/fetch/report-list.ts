// Names the list of each listed report so that several files of one type and day are reports of their own.
import type { Listing } from '../../collect/index.js';
import { identifyReport } from '../../domain/report.js';

/** Stands between a list and what tells its files apart. */
const PART = '/';

/** The list (subscription) without what tells its files apart. */
export function subscriptionOf(list: string): string {
  return list.split(PART)[0]!;
}

/**
 * A report is one (list, type, date), and a list may hold several files of one type and day: one for each network
 * or country that it watches (publisher's report-filename.md: the identifier in the name says which). Those get the
 * identifier behind their list.
 */
export function withOwnLists(listings: readonly Listing[]): Listing[] {
  const nameOf = ({ list, type, date }: Listing) => JSON.stringify([list, type, date]);
  const counts = new Map<string, number>();
  for (const listing of listings) counts.set(nameOf(listing), (counts.get(nameOf(listing)) ?? 0) + 1);
  return listings.map((listing) =>
    counts.get(nameOf(listing))! > 1
      ? { ...listing, list: listing.list + PART + identifierOf(listing) }
      : listing,
  );
}

function identifierOf({ file, type, date }: Listing): string {
  return identifyReport(file, { type, date }).list;
}
