// The server and database of an output to PostgreSQL, from its options and the variables of PostgreSQL's own programs.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import { Secret } from '../../domain/secret.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { POSTGRES_TLS, type PostgresTls } from '../../net/index.js';
import { readServerUrl, type UrlForm } from '../server-url.js';
import type { POSTGRES_OPTIONS } from './declaration.js';

export type PostgresEntry = OutputEntry<EntryValues<typeof POSTGRES_OPTIONS>>;

/** `prefer` encrypts if the server offers encryption, and checks no certificate. */
export type TlsMode = PostgresTls | 'prefer';

export interface PostgresTarget {
  /** A host name or address, or the folder of a socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: Secret | string;
  readonly tls: TlsMode;
  /** Empty = the usual certificates. */
  readonly caFile: string;
  /** Seconds to wait for a connection. */
  readonly connectSeconds: number;
  /** The text for messages. */
  readonly what: string;
}

/**
 * An option takes precedence over its part of the URL, that over the variable of libpq, and that over the default of the
 * existing ingestor.
 *
 * @throws SundialError `config-invalid`, `output-setting`
 */
export function readTarget(
  { name, values }: PostgresEntry,
  env: Readonly<NodeJS.ProcessEnv>,
): PostgresTarget {
  const url = readServerUrl(name, values.url, URLS);
  // The folder of a socket cannot be the host of a URL.
  const host = values.host || url?.host || url?.options.get('host') || env.PGHOST || 'postgres';
  const database = values.database || url?.path || env.PGDATABASE || 'shadowserver_db';
  const sslmode = url?.options.get('sslmode') ?? env.PGSSLMODE;
  return {
    ...{ host, database },
    port: values.port || url?.port || portOf(env.PGPORT),
    user: values.user || url?.username || env.PGUSER || 'shadowserver_ingestor',
    password: passwordOf(values.password, url?.password ?? '', env),
    tls: values.tls === 'auto' ? modeOf(sslmode) : modeOf(values.tls),
    caFile: values.ca_file || url?.options.get('sslrootcert') || env.PGSSLROOTCERT || '',
    connectSeconds: secondsOf(env.PGCONNECT_TIMEOUT),
    what: `output ${name} (database ${database} at ${host})`,
  };
}

const URLS: UrlForm = {
  schemes: ['postgresql', 'postgres'],
  example: 'postgresql://sundial@db.example.com/reports?sslmode=verify-full',
  options: ['host', 'sslmode', 'sslrootcert'],
  accepts: ({ host, path, options }) =>
    !path.includes('/') &&
    [undefined, '', 'allow', 'prefer', ...POSTGRES_TLS].includes(options.get('sslmode')) &&
    (host === '' || !options.has('host')),
};

function passwordOf(
  option: Secret,
  ofUrl: string,
  { PGPASSWORD = '' }: Readonly<NodeJS.ProcessEnv>,
): Secret | string {
  if (option.reveal() !== '') return option;
  return ofUrl === '' ? PGPASSWORD : new Secret(ofUrl);
}

function portOf(text: string | undefined): number {
  if (!text) return 5432;
  if (/^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536) return Number(text);
  throw invalid('PGPORT', `is "${text}"`, 'a number from 1 to 65535', '5432');
}

/** Unlike libpq, does not wait without a limit. */
function secondsOf(text: string | undefined): number {
  if (!text) return 20;
  if (/^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= LIMITS.postgresSeconds)
    return Number(text);
  const expected = `a number of seconds from 1 to ${LIMITS.postgresSeconds}`;
  throw invalid('PGCONNECT_TIMEOUT', `is "${text}"`, expected, '20');
}

/** Treats libpq's `allow` like `prefer`: trying without encryption first would serve no purpose. */
function modeOf(text = 'prefer'): TlsMode {
  if (text === '' || text === 'allow' || text === 'prefer') return 'prefer';
  const mode = POSTGRES_TLS.find((known) => known === text);
  if (mode) return mode;
  throw invalid('PGSSLMODE', `is "${text}"`, ['prefer', ...POSTGRES_TLS].join(', '), 'verify-full');
}

const invalid = (key: string, problem: string, expected: string, example: string) =>
  new SundialError('config-invalid', { place: 'environment', key, problem, expected, example });
