// Turns the options outside of `outputs` into equivalent entries, for kinds whose short form they are.
import type { OutputEntry } from '../domain/output-entry.js';
import { shortFormEntry } from '../domain/short-form.js';
import type { Tlp } from '../domain/tlp.js';
import { mostTlpOf, type OutputKind } from './declaration.js';
import { OUTPUT_KINDS } from './registry.js';

type Settings = Readonly<Record<string, unknown>> & { readonly outputs: readonly OutputEntry[] };

/** All configured outputs: those of the short form first, then the entries of `outputs`. */
export function outputEntries(
  settings: Settings,
  kinds: readonly OutputKind[] = OUTPUT_KINDS,
): OutputEntry[] {
  const short = kinds
    .filter(({ shortForm }) => shortForm?.isMeant(settings))
    .map((kind) => ({ ...shortFormEntry(settings, kind), keys: DEFAULT_KEYS }));
  return [...short, ...settings.outputs];
}

/** Whether some output names reports by the API's ids, which are secret and therefore kept only then. */
export function needsDownloadIds(settings: Settings, kinds: readonly OutputKind[] = OUTPUT_KINDS): boolean {
  return outputEntries(settings, kinds).some(({ kind, values }) =>
    // The entry's values have the types that its kind's options declare.
    kinds.find((each) => each.kind === kind)?.needsDownloadIds?.(values as never),
  );
}

/** The highest level of marking that an output sends by its own options; undefined = no limit. */
export function mostTlp(entry: OutputEntry, kinds: readonly OutputKind[] = OUTPUT_KINDS): Tlp | undefined {
  return mostTlpOf(kinds.find(({ kind }) => kind === entry.kind)!, entry);
}

/** The keys of an output that sets none of them. */
export const DEFAULT_KEYS: OutputEntry['keys'] = {
  ...{ carries: [], filter: [], types: [], lists: [], constituents: [], fields: [] },
  max_tlp: 'none',
  start: 'all',
};
