// An object of a collection with what manifests say about it, and which of its versions an answer has.

import { microsecondsOf, textOfMicroseconds } from '../../domain/microseconds.js';
import type { DatedObject } from './entry-reader.js';
import type { ObjectsQuery, VersionChoice } from './request.js';

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
  if (isByTimes(versions) && !versions.times.has(microsecondsOf(version)!)) return undefined;
  return { id, version, date, text: JSON.stringify(object) };
}

const isByTimes = (versions: ObjectsQuery['versions']): versions is VersionChoice =>
  versions !== 'all' && !versions.isFirst && !versions.isLast;

/** A version in an answer. */
interface Kept {
  readonly found: Found;
  /** The last version until now, and asked for only as that: it gives way to a later one. */
  readonly givesWay: boolean;
}

/** The objects of an answer: of each id the versions that the query asks for, in the order of their dates. */
export class FoundObjects {
  bytes = 0;
  private readonly kept = new Map<string, Kept>();
  /** The latest version of each id, also if it is not in the answer. */
  private readonly latest = new Map<string, Found>();

  constructor(private readonly versions: ObjectsQuery['versions']) {}

  get size(): number {
    return this.kept.size;
  }

  get all(): Found[] {
    return [...this.kept.values()].map(({ found }) => found);
  }

  /** Whether the object adds to the answer, instead of replacing another one or being left out. */
  isMore(found: Found): boolean {
    return this.isWanted(found) && !this.kept.has(nameOf(found)) && !this.giving(found);
  }

  add(found: Found): void {
    const giving = this.giving(found);
    const isWanted = this.isWanted(found);
    const givesWay = !this.staysWanted(found);
    this.latest.set(found.id, found);
    if (giving) this.remove(giving);
    if (!isWanted || this.kept.has(nameOf(found))) return;
    // Behind all others, because its date is the latest.
    this.kept.set(nameOf(found), { found, givesWay });
    this.bytes += Buffer.byteLength(found.text);
  }

  private isWanted(found: Found): boolean {
    return (this.versions !== 'all' && this.versions.isLast) || this.staysWanted(found);
  }

  /** Whether the query asks for this version whatever versions come after it. */
  private staysWanted({ id, version }: Found): boolean {
    if (this.versions === 'all') return true;
    const { isFirst, times } = this.versions;
    return (isFirst && !this.latest.has(id)) || times.has(microsecondsOf(version)!);
  }

  /** The version that gives way to another one of its id. */
  private giving({ id }: Found): Found | undefined {
    const latest = this.latest.get(id);
    return latest && this.kept.get(nameOf(latest))?.givesWay ? latest : undefined;
  }

  private remove(found: Found): void {
    this.kept.delete(nameOf(found));
    this.bytes -= Buffer.byteLength(found.text);
  }
}

const nameOf = ({ id, version }: Found): string => `${id} ${version}`;
