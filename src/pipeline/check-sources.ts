// Checks sources concurrently and independently: a source that fails or does not answer does not affect the others.
import type { SourceView } from '../collect/index.js';
import { asSundialError, SundialError } from '../domain/errors.js';
import type { OpenSource } from './sources.js';

/** The result of checking one source. */
export type SourceCheck = { readonly name: string; readonly kind: string } & (
  | { readonly view: SourceView }
  | { readonly error: SundialError }
);

/**
 * Connects to sources and changes nothing.
 *
 * @param seconds time limit for each source; omitted = the source's own timeouts
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

/** @throws SundialError `source-slow` at the time limit; the source's own work is not cancelled */
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
