// Lists the secrets in the settings and the variables that hold them.
import { Secret } from '../domain/secret.js';
import { OPTIONS, type Settings } from './options.js';

/** The values of all secret options, which must be removed from all output. */
export function secretsOf(settings: Settings): Secret[] {
  const values: Readonly<Record<string, unknown>> = settings;
  const entries = settings.sources.flatMap(({ values }) => Object.values(values));
  return [
    ...OPTIONS.filter((option) => option.secret).map(({ name }) => new Secret(String(values[name] ?? ''))),
    ...entries.filter((value) => value instanceof Secret),
  ];
}

/** Environment variables in which the entries of `sources` keep their secrets. */
export function entryVariables({ sources }: Pick<Settings, 'sources'>): string[] {
  return sources.flatMap(({ variables }) => variables);
}
