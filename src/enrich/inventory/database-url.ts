// Reads the URL of a database: its location, and how strictly its server has to prove its identity.
import type { ConnectionOptions } from 'node:tls';
import { SundialError } from '../../domain/errors.js';
import { POSTGRES_TLS, postgresTls } from '../../net/index.js';

export interface DatabaseAddress {
  /** A host name or address, or the folder of a socket. */
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string;
  readonly database: string;
  readonly ssl: ConnectionOptions | false;
  /** The form to show and store: without user, password and parameters. */
  readonly shown: string;
}

export const isDatabase = (from: string): boolean => /^postgres(ql)?:\/\//i.test(from);

/**
 * Reads a URL. Without `sslmode` the server's certificate and name are checked, unless the server is on this machine.
 *
 * @throws SundialError `config-invalid`, `file-unreadable`
 */
export async function readDatabaseUrl(text: string): Promise<DatabaseAddress> {
  if (!URL.canParse(text)) throw invalid('is not the URL of a database');
  const url = new URL(text);
  const { searchParams } = url;
  if (url.password !== '' || searchParams.has('password'))
    throw invalid('contains a password, which belongs in inventory_password');
  const host = hostOf(url);
  const port = url.port || searchParams.get('port');
  const database = decodeURIComponent(url.pathname.slice(1));
  if (host === '' || database === '') throw invalid('lacks a host or a database');
  const given = searchParams.get('sslmode') ?? (isHere(host) ? 'disable' : 'verify-full');
  // Modes that may fall back to an unencrypted connection (`allow`, `prefer`) are not offered.
  const mode = POSTGRES_TLS.find((known) => known === given);
  if (!mode) throw invalid(`has an sslmode other than ${POSTGRES_TLS.join(', ')}`);
  return {
    ...{ host, database, shown: `database ${database} at ${host}` },
    port: port ? Number(port) : undefined,
    user: decodeURIComponent(url.username) || (searchParams.get('user') ?? ''),
    ssl: await postgresTls(mode, searchParams.get('sslrootcert') ?? ''),
  };
}

/** The database in the form that may be shown. */
export function shownDatabase(text: string): string {
  if (!URL.canParse(text)) return 'database';
  const url = new URL(text);
  return `database ${decodeURIComponent(url.pathname.slice(1))} at ${hostOf(url)}`;
}

/** Sockets are named by a parameter, or as a host with its slashes encoded. */
function hostOf({ hostname, searchParams }: URL): string {
  return searchParams.get('host') ?? decodeURIComponent(hostname).replaceAll(/^\[|\]$/g, '');
}

const isHere = (host: string) => host.startsWith('/') || /^(localhost|127\.[0-9.]+|::1)$/i.test(host);

/** The error does not show the URL itself. */
const invalid = (problem: string) =>
  new SundialError('config-invalid', {
    place: 'configuration',
    key: 'inventory_source',
    problem,
    expected: 'the URL of a database without a password',
    example: 'postgresql://sundial@cmdb.example.org/devices',
  });
