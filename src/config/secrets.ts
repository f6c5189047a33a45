// Lists the secrets in the settings and the variables that hold them.
import { Secret } from '../domain/secret.js';
import { OPTIONS, type Settings } from './options.js';

/** The values of all secret options, to be taken out of whatever is written. */
export function secretsOf(settings: Settings): Secret[] {
  const values: Readonly<Record<string, unknown>> = settings;
  const entries = settings.sources.flatMap(({ values }) => Object.values(values));
  return [
    ...OPTIONS.filter((option) => option.secret).map(({ name }) => new Secret(String(values[name] ?? ''))),
    ...entries.filter((value) => value instanceof Secret),
  ];
}

/** Environment variables that the entries of `sources` name as places of their secrets. */
export function entryVariables({ sources }: Pick<Settings, 'sources'>): string[] {
  return sources.flatMap(({ variables }) => variables);
}
