// Checks sources and outputs concurrently and independently: one that fails or does not answer does not affect the others.
import type { SourceView } from '../collect/index.js';
import { asSundialError, SundialError } from '../domain/errors.js';
import type { OpenOutput } from '../publish/index.js';
import type { OpenSource } from './sources.js';

/** The result of checking one source or output. */
export type Checked<View> = { readonly name: string; readonly kind: string } & (
  | { readonly view: View }
  | { readonly error: SundialError }
);

/** The result of checking one source. */
export type SourceCheck = Checked<SourceView>;

/** Something that can be checked. */
interface Checkable<View> {
  readonly name: string;
  readonly kind: string;
  check(signal: AbortSignal): Promise<View>;
}

interface CheckOptions {
  /** Time limit for each; omitted = its own timeouts. */
  readonly seconds?: number;
}

/** Connects to sources and changes nothing. */
export async function checkSources(
  sources: readonly OpenSource[],
  options: CheckOptions = {},
): Promise<SourceCheck[]> {
  return checkEach(
    sources.map(({ entry: { name, kind }, source }) => ({
      ...{ name, kind, check: (signal: AbortSignal) => source.check(signal) },
    })),
    options,
  );
}

/** Connects to the targets of outputs and changes nothing. */
export async function checkOutputs(outputs: readonly OpenOutput[], options: CheckOptions = {}) {
  return checkEach(
    outputs.map(({ entry, output }) => ({
      ...{ name: entry.name, kind: entry.kind, check: (signal: AbortSignal) => output.check(signal) },
    })),
    options,
  );
}

async function checkEach<View>(
  all: readonly Checkable<View>[],
  { seconds }: CheckOptions,
): Promise<Checked<View>[]> {
  return Promise.all(
    all.map(async ({ name, kind, check }) => {
      const stopped = new AbortController();
      try {
        const view = check(stopped.signal);
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
