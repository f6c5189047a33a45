// Names what of the settings nobody may see.
import { Secret } from '../domain/secret.js';
import { OPTIONS, type Settings } from './options.js';

/** The values of all secret options, to be taken out of whatever is written. */
export function secretsOf(settings: Settings): Secret[] {
  const values: Readonly<Record<string, unknown>> = settings;
  return OPTIONS.filter((option) => option.secret).map(({ name }) => new Secret(String(values[name] ?? '')));
}
