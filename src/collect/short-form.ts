// Turns the options outside of `sources` into equivalent entries.
import { shortFormEntry } from '../domain/short-form.js';
import type { Selection, ShortForm, SourceEntry } from '../domain/source-entry.js';
import type { SourceKind } from './declaration.js';

type Settings = Readonly<Record<string, unknown>>;

/** The entries of the short form: none, an account of the API, a mailbox, or both. */
export function shortFormEntries(settings: Settings, kinds: readonly SourceKind[]): SourceEntry[] {
  return kinds
    .filter(({ shortForm }) => shortForm?.isMeant(settings))
    .map((kind) => ({
      ...shortFormEntry(settings, kind),
      selection: shortFormSelection(settings, kind.shortForm),
    }));
}

function shortFormSelection(settings: Settings, shortForm: ShortForm | undefined): Selection {
  const part = (name: keyof Selection) =>
    (settings[shortForm?.selection?.[name].name ?? ''] ?? []) as readonly string[];
  return { lists: part('lists'), types: part('types'), excluded: part('excluded') };
}
