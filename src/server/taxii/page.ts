// Collects one answer from a collection: the objects after a position in the order of their dates, and whether there are more.
import { TAXII_LIMITS } from '../../domain/limits-taxii.js';
import type { TaxiiCollection } from './collection.js';
import type { EntryReader } from './entry-reader.js';
import { type Found, FoundObjects, foundOf } from './found.js';
import type { Entry, Journal } from './journal.js';
import type { KeptReaders } from './kept-readers.js';
import type { ObjectsQuery } from './request.js';

export interface PageSources {
  readonly journal: Journal;
  readonly readers: KeptReaders;
  /** A steady clock, in milliseconds. */
  readonly now: () => number;
}

export interface PageRequest {
  readonly collection: TaxiiCollection;
  readonly query: ObjectsQuery;
  /** Ends with the request. */
  readonly signal: AbortSignal;
}

export interface Page {
  readonly objects: readonly Found[];
  /** The position after which the next answer begins, if there may be more. */
  readonly next?: number;
}

/** @throws SundialError `call-unavailable` if a slice changed meanwhile, and the store's errors */
export async function readPage(sources: PageSources, request: PageRequest): Promise<Page> {
  return new PageScan(sources, request).read();
}

class PageScan {
  private readonly found: FoundObjects;
  private readonly until: number;
  private position: number;

  constructor(
    private readonly sources: PageSources,
    private readonly request: PageRequest,
  ) {
    const { query } = request;
    this.found = new FoundObjects(query.versions);
    this.until = sources.now() + TAXII_LIMITS.pageMs;
    this.position = query.after;
  }

  async read(): Promise<Page> {
    const { journal } = this.sources;
    for (;;) {
      const entries = await journal.after(this.request.collection.name, this.position);
      for (const entry of entries)
        if (!(await this.addEntry(entry))) return { objects: this.found.all, next: this.position };
      if (entries.length < TAXII_LIMITS.entries) return { objects: this.found.all };
    }
  }

  /** Adds the objects of a slice. @returns whether all of it was read */
  private async addEntry(entry: Entry): Promise<boolean> {
    const { collection, signal } = this.request;
    const { readers } = this.sources;
    const passed = Math.max(0, this.position - entry.began + 1);
    if (!readers.endsBefore(collection, entry, passed)) {
      const reader = readers.take(collection, entry, passed, signal);
      if (!(await this.addObjects(reader))) {
        readers.keep(reader);
        return false;
      }
      readers.ended(reader);
    }
    this.position = entry.began + entry.room - 1;
    return true;
  }

  /** @returns whether the reader is at its end */
  private async addObjects(reader: EntryReader): Promise<boolean> {
    for (;;) {
      const next = await reader.next();
      if (!next) return true;
      if (this.sources.now() >= this.until) return false;
      if (next.date > this.position) {
        const found = foundOf(next, this.request.query);
        if (found && this.isFull(found)) return false;
        if (found) this.found.add(found);
        this.position = next.date;
      }
      reader.take();
    }
  }

  private isFull(found: Found): boolean {
    const { size, bytes } = this.found;
    if (size === 0 || !this.found.isMore(found)) return false;
    return size >= this.request.query.limit || bytes + Buffer.byteLength(found.text) > TAXII_LIMITS.bytes;
  }
}
