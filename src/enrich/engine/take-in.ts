// Takes in what an enricher reads: all of it counts in place of what it said before, or nothing changes.
import { SundialError } from '../../domain/errors.js';
import type { TableFacts } from '../enricher.js';
import type { RefreshRequest } from './refresh-request.js';

/** Where the parts go; they do not count before `publish`. */
interface Writer<Item> {
  add(items: readonly Item[]): Promise<void>;
  drop(): Promise<void>;
}

export interface Taking<Item> {
  /** The file or address in the form to show. */
  readonly origin: string;
  readonly parts: AsyncIterable<readonly Item[]>;
  /** The most items, and their name in messages. */
  readonly limit: { readonly most: number; readonly items: string };
  readonly writer: Writer<Item>;
  /** Whether the content, which is known after the last part, is that in use. */
  readonly isKnown: () => boolean;
  /** Makes what was written count. */
  readonly publish: () => Promise<unknown>;
}

/** @throws SundialError `enricher-too-large`, and errors of the parts and of `publish`; nothing is left then */
export async function takeIn<Item>(
  { origin, parts, limit, writer, isKnown, publish }: Taking<Item>,
  { signal, progress }: Pick<RefreshRequest, 'signal' | 'progress'>,
): Promise<'updated' | 'unchanged'> {
  try {
    let read = 0;
    for await (const part of parts) {
      signal.throwIfAborted();
      read += part.length;
      if (read > limit.most)
        throw new SundialError('enricher-too-large', {
          file: origin,
          limit: `${limit.most} ${limit.items}`,
        });
      await writer.add(part);
      progress?.(read);
    }
    if (isKnown()) {
      await writer.drop();
      return 'unchanged';
    }
    await publish();
    return 'updated';
  } catch (thrown) {
    await writer.drop();
    throw thrown;
  }
}

/** What a person should know about a table that was taken in nevertheless; empty texts = nothing. */
export interface TableRemarks {
  /** How many lines could not be read, and the first ones. */
  readonly leftOut: string;
  /** Columns that are not known. */
  readonly ignoredColumns: string;
}

/** @param memory that of the version in use */
export function remarksOf(memory: TableFacts['memory'] | undefined): TableRemarks {
  return { leftOut: memory?.leftOut ?? '', ignoredColumns: memory?.ignoredColumns ?? '' };
}

/** The day that a table states; if that is still to come, today: otherwise every later table would count as an older one. */
export function statedDay({ validFrom }: TableFacts, today: string): string | undefined {
  return validFrom === undefined || validFrom < today ? validFrom : today;
}
