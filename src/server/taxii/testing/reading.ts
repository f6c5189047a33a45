// A client that reads a collection page by page, and what it has read.
import type { StixObject } from '../../../mapping/index.js';
import { requireValid } from '../../../mapping/stix/testing/validate.js';
import type { ApiAnswer, ApiWorld } from '../../reports-api/testing/api-world.js';

/** How a client continues: with `next`, or with the date of the last object alone. */
export type Continuation = 'next' | 'added_after';

export interface Read {
  /** All objects, in their order. */
  readonly objects: StixObject[];
  readonly answers: ApiAnswer[];
  /** The date of the last object. */
  readonly last: string;
}

export interface Reading {
  readonly key?: string;
  readonly collection?: string;
  readonly by?: Continuation;
  /** The most objects of each answer, in turns; omitted = as many as the server gives. */
  readonly limits?: readonly number[];
  readonly after?: string;
  /** Other parameters, such as `match[type]=report`. */
  readonly more?: string;
}

export const pathOf = (collection: string): string => `/taxii2/sundial/collections/${collection}/`;

interface Envelope {
  readonly more?: boolean;
  readonly next?: string;
  readonly objects?: StixObject[];
}

/**
 * Reads a collection to its end.
 *
 * @throws Error if an answer is refused, an object does not fit the schemas of STIX, or reading does not end
 */
export async function readAll(api: ApiWorld, reading: Reading = {}): Promise<Read> {
  const { key = 'zoo', collection = key, by = 'next', limits = [], after = '', more = '' } = reading;
  const read = { objects: [] as StixObject[], answers: [] as ApiAnswer[], last: after };
  let start = after === '' ? '' : `added_after=${after}`;
  for (let page = 0; page < 5_000; page++) {
    const limit = limits.length === 0 ? '' : `limit=${limits[page % limits.length]}`;
    const parameters = [more, limit, start].filter(Boolean).join('&');
    const answer = await api.getAs(key, `${pathOf(collection)}objects/?${parameters}`);
    if (answer.status !== 200) throw new Error(`${parameters}: ${answer.status} ${answer.text}`);
    const envelope = answer.json as Envelope;
    requireValid(envelope.objects ?? []);
    read.answers.push(answer);
    read.objects.push(...(envelope.objects ?? []));
    read.last = String(answer.headers['x-taxii-date-added-last'] ?? read.last);
    if (!envelope.more) return read;
    start = by === 'next' ? `next=${envelope.next}` : `added_after=${read.last}`;
  }
  throw new Error('reading does not end');
}

/** The last version of each object that a client has read, by id. */
export function lastVersions(objects: readonly StixObject[]): Map<string, StixObject> {
  return new Map(objects.map((object) => [object.id, object]));
}
