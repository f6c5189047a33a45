// Takes in what an enricher reads: all of it counts in place of what it said before, or nothing changes.
import { SundialError } from '../../domain/errors.js';
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
