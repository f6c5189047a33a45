// Keeps readings of slices between the pages of a client, so that a large slice is not read again for each page.
import { TAXII_LIMITS } from '../../domain/limits-taxii.js';
import type { TaxiiCollection } from './collection.js';
import { EntryReader, type ReaderOptions } from './entry-reader.js';
import type { Entry } from './journal.js';

interface Kept {
  readonly reader: EntryReader;
  readonly at: number;
}

export class KeptReaders {
  private kept: Kept[] = [];
  /** How many objects a slice has, once it was read to its end. */
  private readonly counts = new Map<string, number>();

  /** @param now a steady clock, in milliseconds */
  constructor(
    private readonly options: ReaderOptions,
    private readonly now: () => number,
  ) {}

  /** Whether a slice is known to have no object beyond so many. */
  endsBefore(collection: TaxiiCollection, entry: Entry, objects: number): boolean {
    return (this.counts.get(nameOf(collection, entry)) ?? Number.POSITIVE_INFINITY) <= objects;
  }

  /** A reader of the slice that has taken at most so many objects, for the caller alone until it is kept again. */
  take(collection: TaxiiCollection, entry: Entry, taken: number, signal: AbortSignal): EntryReader {
    this.forgetOld();
    const fits = ({ reader }: Kept) =>
      reader.store === collection.store &&
      reader.collection.name === collection.name &&
      reader.entry.began === entry.began &&
      reader.taken <= taken;
    const best = this.kept.filter(fits).toSorted((one, other) => other.reader.taken - one.reader.taken)[0];
    this.kept = this.kept.filter((one) => one !== best);
    return (best?.reader ?? new EntryReader(entry, collection, this.options)).within(signal);
  }

  /** Keeps a reader for the next request. If there are too many, the one that waits longest is given up. */
  keep(reader: EntryReader): void {
    if (!reader.isUsable) return;
    this.forgetOld();
    this.kept.push({ reader, at: this.now() });
    this.kept = this.kept.slice(-TAXII_LIMITS.keptReaders);
  }

  /** Remembers how many objects a slice has. */
  ended({ collection, entry, taken }: EntryReader): void {
    if (this.counts.size >= TAXII_LIMITS.counted) this.counts.clear();
    this.counts.set(nameOf(collection, entry), taken);
  }

  private forgetOld(): void {
    const oldest = this.now() - TAXII_LIMITS.keptReaderMs;
    this.kept = this.kept.filter(({ at }) => at >= oldest);
  }
}

const nameOf = ({ name }: TaxiiCollection, { began }: Entry): string => `${name} ${began}`;
