// Makes entries of `sources` for tests, with the defaults of their kind, and the context of opened sources.
import { Secret } from '../../domain/secret.js';
import type { EntryKind, SourceEntry } from '../../domain/source-entry.js';
import { testPace } from '../../net/testing/http-double.js';
import type { SourceContext } from '../source-context.js';

/** The entry "under-test" of a kind; texts of secret options become secrets. */
export function entryOf<Entry extends SourceEntry<never>>(
  { kind, entry }: EntryKind,
  given: Readonly<Record<string, unknown>>,
): Entry {
  const values = Object.entries(entry).map(([key, option]) => {
    const value = given[key] ?? option.default;
    return [key, option.secret ? new Secret(String(value)) : value];
  });
  const name = 'under-test';
  const entryOfKind: SourceEntry = {
    ...{ name, kind, label: name, isShortForm: false, shown: {}, unset: {}, variables: [] },
    selection: { lists: [], types: [], excluded: [] },
    values: Object.fromEntries(values),
  };
  return entryOfKind as unknown as Entry;
}

/** The context of a source in its own folder; pauses take no time. */
export function contextIn(folder: string): SourceContext & { readonly pace: ReturnType<typeof testPace> } {
  const pace = testPace();
  return {
    ...{ clock: pace.clock, pace, env: {}, folder, knownTypes: [] },
    ...{ windowDays: 2, backfillDays: 2, recheckDays: 0, settleHours: 6, minFreeDiskMib: 0 },
  };
}
