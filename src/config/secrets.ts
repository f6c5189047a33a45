// Lists the secrets in the settings and the variables that hold them.
import { Secret } from '../domain/secret.js';
import { OPTIONS, type Settings } from './options.js';

/** The values of all secret options, which must be removed from all output. */
export function secretsOf(settings: Settings): Secret[] {
  const values: Readonly<Record<string, unknown>> = settings;
  const entries = [...settings.sources, ...settings.outputs].flatMap(({ values }) => Object.values(values));
  return [
    ...OPTIONS.filter((option) => option.secret).map(({ name }) => new Secret(String(values[name] ?? ''))),
    ...entries.filter((value) => value instanceof Secret),
  ];
}

/** Environment variables in which the entries of `sources` and `outputs` keep their secrets. */
export function entryVariables({ sources, outputs }: Pick<Settings, 'sources' | 'outputs'>): string[] {
  return [...sources, ...outputs].flatMap(({ variables }) => variables);
}
