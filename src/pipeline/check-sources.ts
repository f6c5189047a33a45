// Checks sources side by side, each on its own: one that fails or does not answer stops no other.
import type { SourceView } from '../collect/index.js';
import { asSundialError, SundialError } from '../domain/errors.js';
import type { OpenSource } from './sources.js';

/** What a check of one source came to. */
export type SourceCheck = { readonly name: string; readonly kind: string } & (
  | { readonly view: SourceView }
  | { readonly error: SundialError }
);

/**
 * Connects to sources and changes nothing.
 *
 * @param seconds how long each may take; left out = as long as the source itself waits
 */
export async function checkSources(
  sources: readonly OpenSource[],
  { seconds }: { readonly seconds?: number } = {},
): Promise<SourceCheck[]> {
  return Promise.all(
    sources.map(async ({ entry: { name, kind }, source }) => {
      const stopped = new AbortController();
      try {
        const view = source.check(stopped.signal);
        return { name, kind, view: await (seconds === undefined ? view : within(view, seconds)) };
      } catch (thrown) {
        stopped.abort();
        return { name, kind, error: asSundialError(thrown) };
      }
    }),
  );
}

/** @throws SundialError `source-slow` where nothing came in time; what the source still does is its own affair then */
async function within<T>(work: Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SundialError('source-slow', { seconds })), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
