// Lists the secrets in the settings and the variables that hold them.
import { Secret } from '../domain/secret.js';
import type { NamedEntry } from '../domain/source-entry.js';
import { LIST_KEYS, type ListKey } from './entry-lists.js';
import { OPTIONS, type Settings } from './options.js';

/** The values of all secret options, which must be removed from all output. */
export function secretsOf(settings: Settings): Secret[] {
  const values: Readonly<Record<string, unknown>> = settings;
  const entries = entriesOf(settings).flatMap(({ values }) => Object.values(values));
  return [
    ...OPTIONS.filter((option) => option.secret).map(({ name }) => new Secret(String(values[name] ?? ''))),
    ...entries.filter((value) => value instanceof Secret),
  ];
}

/** Environment variables in which the entries of the lists keep their secrets. */
export function entryVariables(settings: Pick<Settings, ListKey>): string[] {
  return entriesOf(settings).flatMap(({ variables }) => variables);
}

function entriesOf(settings: Pick<Settings, ListKey>): NamedEntry[] {
  return LIST_KEYS.flatMap((list): readonly NamedEntry[] => settings[list]);
}
