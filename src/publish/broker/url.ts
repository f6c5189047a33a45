// Applies the option `url` of an output to a broker: the parts of the URL stand in for keys that the entry does not set.
import type { OutputEntry } from '../../domain/output-entry.js';
import { Secret } from '../../domain/secret.js';
import { readServerUrl } from '../server-url.js';
import { BROKER_OPTIONS } from './options.js';

interface UrlValues {
  readonly url: Secret;
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: Secret;
  readonly tls: boolean;
}

/** The URLs of a kind of broker. */
export interface BrokerUrl<Values> {
  readonly scheme: string;
  /** The scheme of encrypted connections. */
  readonly tlsScheme: string;
  readonly example: string;
  /** The values that a path stands for; undefined if it cannot be one. */
  readonly placeOf: (path: string, values: Values) => Partial<Values> | undefined;
}

/** @throws SundialError `output-setting` */
export function withUrl<Values extends UrlValues>(
  entry: OutputEntry<Values>,
  { scheme, tlsScheme, example, placeOf }: BrokerUrl<Values>,
): OutputEntry<Values> {
  const { name, values } = entry;
  const place = (path: string) => (path === '' ? {} : placeOf(path, values));
  const url = readServerUrl(name, values.url, {
    ...{ schemes: [scheme, tlsScheme], example },
    accepts: ({ host, path }) => host !== '' && place(path) !== undefined,
  });
  if (!url) return entry;
  return {
    ...entry,
    values: {
      ...values,
      host: values.host === BROKER_OPTIONS.host.default ? url.host : values.host,
      port: values.port || url.port,
      username: values.username || url.username,
      password: values.password.reveal() === '' ? new Secret(url.password) : values.password,
      tls: values.tls || url.scheme === tlsScheme,
      ...place(url.path),
    },
  };
}
