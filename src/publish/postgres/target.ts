// The server and database of an output to PostgreSQL, from its options and the variables of PostgreSQL's own programs.
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { Secret } from '../../domain/secret.js';
import type { EntryValues } from '../../domain/source-entry.js';
import { POSTGRES_TLS, type PostgresTls } from '../../net/index.js';
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
 * An option takes precedence over the variable of libpq, and that over the default of the existing ingestor.
 *
 * @throws SundialError `config-invalid`
 */
export function readTarget(
  { name, values }: PostgresEntry,
  env: Readonly<NodeJS.ProcessEnv>,
): PostgresTarget {
  const host = values.host || env.PGHOST || 'postgres';
  const database = values.database || env.PGDATABASE || 'shadowserver_db';
  return {
    ...{ host, database },
    port: values.port || portOf(env.PGPORT),
    user: values.user || env.PGUSER || 'shadowserver_ingestor',
    password: values.password.reveal() === '' ? (env.PGPASSWORD ?? '') : values.password,
    tls: values.tls === 'auto' ? modeOf(env.PGSSLMODE) : modeOf(values.tls),
    caFile: values.ca_file || env.PGSSLROOTCERT || '',
    connectSeconds: secondsOf(env.PGCONNECT_TIMEOUT),
    what: `output ${name} (database ${database} at ${host})`,
  };
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
