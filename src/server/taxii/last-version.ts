// Looks for the last version of an object: in the slices of a collection, the newest one first.
import type { TaxiiCollection } from './collection.js';
import { type Found, FoundObjects, foundOf } from './found.js';
import type { Entry } from './journal.js';
import type { PageRequest, PageSources } from './page.js';
import { LAST_VERSION } from './request.js';

/** Undefined if the collection has no such object. @throws as `readPage` */
export async function lastVersion(sources: PageSources, request: PageRequest): Promise<Found | undefined> {
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const entries = await sources.journal.before(request.collection.name, before);
    for (const entry of entries) {
      const found = await lastIn(entry, request.collection, sources, request);
      if (found) return found;
    }
    if (entries.length === 0) return undefined;
    before = entries.at(-1)!.began;
  }
}

async function lastIn(
  entry: Entry,
  collection: TaxiiCollection,
  { readers }: PageSources,
  { query, signal }: PageRequest,
): Promise<Found | undefined> {
  const found = new FoundObjects(LAST_VERSION);
  const reader = readers.take(collection, entry, 0, signal);
  for (let next = await reader.next(); next; next = await reader.next()) {
    const one = foundOf(next, query);
    if (one) found.add(one);
    reader.take();
  }
  readers.ended(reader);
  return found.all[0];
}
