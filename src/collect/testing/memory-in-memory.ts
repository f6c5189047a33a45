// The memory of a source for tests, kept by the pipeline in the store otherwise.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { DayRead, ListingRow } from '../../domain/listing.js';
import type { KnownMessage, MailKeeping } from '../mail/mail-keeping.js';
import type { ItemMark, ItemMemory, ListingMemory, SourceMemory } from '../memory.js';

/** The memory of one source, which survives closing and reopening the source. */
export class MemoryInMemory implements SourceMemory {
  readonly items: ItemMemory = itemMemory();
  readonly messages: MailKeeping = mailKeeping();
  readonly listings: ListingMemory = listingMemory();
}

function itemMemory(): ItemMemory {
  const marks = new Map<string, ItemMark>();
  return {
    known: async () => new Map(marks),
    record: async (given) => {
      for (const mark of given) marks.set(mark.item, mark);
    },
  };
}

function mailKeeping(): MailKeeping {
  const originals = new Map<string, Buffer>();
  const known = new Map<string, KnownMessage>();
  return {
    known: async () => new Map(known),
    archive: async (message) => {
      const bytes = await buffer(message);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      originals.set(sha256, bytes);
      return sha256;
    },
    read: (sha256) => Readable.from([originals.get(sha256)!]),
    record: async (entries) => {
      for (const { id, state, error } of entries) known.set(id, { state, errorCode: error?.code ?? '' });
    },
  };
}

function listingMemory(): ListingMemory {
  const rows = new Map<string, ListingRow>();
  const reads: DayRead[] = [];
  const between = <T extends { report_date: string }>(all: Iterable<T>, from: string, to: string) =>
    [...all].filter(({ report_date }) => from <= report_date && report_date <= to);
  return {
    ofDays: async (from, to) => between(rows.values(), from, to),
    failed: async (from) => between(rows.values(), from, '9999').filter(({ state }) => state === 'failed'),
    write: async (given) => {
      for (const row of given) rows.set(JSON.stringify([row.report_date, row.list, row.file]), row);
    },
    reads: async (from, to) => between(reads, from, to),
    noteReads: async (given) => void reads.push(...given),
    live: async () => [],
    noteIds: async () => {},
    noteStated: async () => {},
    // The content of the store is unknown here, so that statements never differ from it.
    stated: async () => [],
    differences: async () => [],
  };
}
