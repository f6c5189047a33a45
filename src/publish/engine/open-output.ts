// Opens the configured outputs. An output that cannot be opened fails whenever it is used, and the others keep working.
import path from 'node:path';
import type { Catalogue } from '../../catalogue/index.js';
import type { Clock } from '../../domain/clock.js';
import { asSundialError, SundialError } from '../../domain/errors.js';
import { didYouMean } from '../../domain/nearest.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { OutputKind } from '../declaration.js';
import type { Output } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { OUTPUT_KINDS } from '../registry.js';
import { outputEntries } from '../short-form.js';
import { type Wanted, wantedOf } from './wanted.js';

/** An output that is ready to be used, with its configuration. */
export interface OpenOutput {
  readonly entry: OutputEntry;
  readonly kind: OutputKind;
  readonly output: Output;
  /** @throws SundialError for keys that the output cannot follow */
  readonly wanted: () => Wanted;
}

export interface OpenRequest {
  readonly settings: { readonly outputs: readonly OutputEntry[]; readonly data_dir: string };
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly catalogue: Catalogue;
  /** Reads reports as they were delivered; omitted = outputs are only checked. */
  readonly original?: OutputContext['original'];
  /** Omitted = outputs are only checked. */
  readonly downloadId?: OutputContext['downloadId'];
  /** The known kinds of outputs. */
  readonly kinds?: readonly OutputKind[];
  /** The name of a single output; omitted = all. */
  readonly name?: string | undefined;
}

/**
 * Opens outputs; none connects yet.
 *
 * @throws SundialError `output-unknown` if no output has the name
 */
export async function openOutputs(request: OpenRequest): Promise<OpenOutput[]> {
  const { kinds = OUTPUT_KINDS, settings, name } = request;
  const entries = outputEntries(settings as Parameters<typeof outputEntries>[0], kinds);
  const chosen = name === undefined ? entries : [named(entries, name)];
  return Promise.all(
    chosen.map(async (entry) => {
      const kind = (kinds as readonly OutputKind[]).find((each) => each.kind === entry.kind)!;
      return { entry, kind, output: await opened(entry, kind, request), wanted: () => wantedOf(entry, kind) };
    }),
  );
}

/** The folder of an output's own in the data folder, for unfinished work. */
export function outputFolder(dataFolder: string, name: string): string {
  return path.join(dataFolder, 'outputs', name);
}

export async function closeOutputs(outputs: readonly OpenOutput[]): Promise<void> {
  for (const { output } of outputs) await output.close();
}

function named(entries: readonly OutputEntry[], name: string): OutputEntry {
  const found = entries.find((entry) => entry.name === name);
  if (found) return found;
  const names = entries.map((entry) => entry.name);
  const nearest = didYouMean(name, names) || (names.length > 0 ? `; there are ${names.join(', ')}` : '');
  throw new SundialError('output-unknown', { output: name, nearest });
}

async function opened(entry: OutputEntry, kind: OutputKind, request: OpenRequest): Promise<Output> {
  const { clock, env, catalogue, settings, original, downloadId } = request;
  try {
    refuseUnset(entry);
    wantedOf(entry, kind);
    const folder = outputFolder(settings.data_dir, entry.name);
    // The entry's values have the types that its kind's options declare.
    return await kind.open(entry as never, {
      ...{ clock, env, catalogue, folder },
      ...(original && { original }),
      ...(downloadId && { downloadId }),
    });
  } catch (thrown) {
    return new UnopenedOutput(asSundialError(thrown));
  }
}

/** Refuses an entry whose secrets are missing in the place that the entry names. @throws SundialError `output-secret` */
function refuseUnset({ unset, shown }: OutputEntry): void {
  const [first] = Object.entries(unset);
  if (!first) return;
  const [key, problem] = first;
  throw new SundialError('output-secret', { key: shown[key] ?? key, problem });
}

class UnopenedOutput implements Output {
  /** @param failure why the output could not be opened */
  constructor(private readonly failure: SundialError) {}

  async check(): Promise<never> {
    throw this.failure;
  }

  async prepare(): Promise<never> {
    throw this.failure;
  }

  async close(): Promise<void> {}
}
