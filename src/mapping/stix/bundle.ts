// Puts objects into bundles of bounded size, in their order.
import { STIX_LIMITS } from '../../domain/limits-stix.js';
import { type StixObject, stixId } from './object.js';
import type { StixBundle } from './report-facts.js';

/** Bytes around the objects of a bundle. */
const FRAME_BYTES = 100;

/**
 * Bundles of objects. Their ids depend on what they belong to and on their number, so that the same report gives the same
 * bundles.
 *
 * @param of what the bundles belong to, such as a report's id and version
 */
export async function* bundled(
  objects: AsyncIterable<StixObject>,
  of: Readonly<Record<string, unknown>>,
): AsyncGenerator<StixBundle> {
  let texts: string[] = [];
  let bytes = FRAME_BYTES;
  let number = 0;
  const close = (): StixBundle => {
    const id = stixId('bundle', { ...of, number: ++number });
    const bundle = bundleOf(id, texts);
    texts = [];
    bytes = FRAME_BYTES;
    return bundle;
  };
  for await (const object of objects) {
    const text = JSON.stringify(object);
    const size = Buffer.byteLength(text) + 1;
    const isFull = texts.length === STIX_LIMITS.bundleObjects || bytes + size > STIX_LIMITS.bundleBytes;
    if (isFull && texts.length > 0) yield close();
    texts.push(text);
    bytes += size;
  }
  if (texts.length > 0) yield close();
}

function bundleOf(id: string, texts: readonly string[]): StixBundle {
  return {
    ...{ id, objects: texts.length, texts },
    // Joined only where one text is needed.
    get json() {
      return `{"type":"bundle","id":"${id}","objects":[${texts.join(',')}]}`;
    },
  };
}
