// An object of a collection with what manifests say about it, and which of its versions an answer has.

import { microsecondsOf, textOfMicroseconds } from '../../domain/microseconds.js';
import type { DatedObject } from './entry-reader.js';
import type { ObjectsQuery } from './request.js';

export interface Found {
  readonly id: string;
  /** `modified`, or `created`; of an object without versions, the date at which it was added. */
  readonly version: string;
  /** Microseconds since 1970. */
  readonly date: number;
  /** The object as JSON. */
  readonly text: string;
}

/** Undefined for an object that the query does not ask for. */
export function foundOf({ object, date }: DatedObject, query: ObjectsQuery): Found | undefined {
  const { id, type, modified, created } = object;
  if (query.ids?.has(id) === false || query.types?.has(type) === false) return undefined;
  const version = String(modified ?? created ?? textOfMicroseconds(date));
  const { versions } = query;
  if (typeof versions === 'object' && !versions.has(microsecondsOf(version)!)) return undefined;
  return { id, version, date, text: JSON.stringify(object) };
}

/** The objects of an answer: of each id the versions that the query asks for, in the order of their dates. */
export class FoundObjects {
  bytes = 0;
  private readonly byName = new Map<string, Found>();

  constructor(private readonly versions: ObjectsQuery['versions']) {}

  get size(): number {
    return this.byName.size;
  }

  get all(): Found[] {
    return [...this.byName.values()];
  }

  /** Whether the object adds to the answer, instead of replacing another one or being left out. */
  isMore(found: Found): boolean {
    return !this.byName.has(this.nameOf(found));
  }

  add(found: Found): void {
    const name = this.nameOf(found);
    const known = this.byName.get(name);
    if (known && this.versions !== 'last') return;
    // Behind all others, because its date is the latest.
    this.byName.delete(name);
    this.byName.set(name, found);
    this.bytes += Buffer.byteLength(found.text) - (known ? Buffer.byteLength(known.text) : 0);
  }

  private nameOf({ id, version }: Found): string {
    return this.versions === 'last' || this.versions === 'first' ? id : `${id} ${version}`;
  }
}
