// The part that all enrichers share whose content comes from a file or a server: it is read only if it changed.
import type { TableRequest } from '../enricher.js';
import type { EnricherContext } from '../enricher-context.js';
import { type PlaceReading, type PlaceValues, readPlace } from './place.js';

/** @param readingOf what the content says; it is called for a content that may be new */
export function placed<Reading>(
  values: PlaceValues,
  context: EnricherContext,
  readingOf: (place: PlaceReading) => Reading,
) {
  return {
    read: async (request: TableRequest): Promise<Reading | 'unchanged'> => {
      const place = await readPlace(values, request, context);
      return place === 'unchanged' ? place : readingOf(place);
    },
    close: async () => {},
  };
}
