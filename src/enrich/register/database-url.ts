// Reads the URL of a database: its location, and how strictly its server has to prove its identity.
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { SundialError } from '../../domain/errors.js';
import { POSTGRES_TLS, postgresTls } from '../../net/index.js';

export interface DatabaseAddress {
  readonly kind: 'postgresql' | 'mysql';
  /** A host name or address, or the folder of a socket. */
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string;
  readonly database: string;
  readonly tls: ConnectionOptions | false;
  /** The form to show and store: without user, password and parameters. */
  readonly shown: string;
}

export const isDatabase = (from: string): boolean => /^(postgres(ql)?|mysql|mariadb):\/\//i.test(from);

/**
 * Reads a URL, whose parameters are those of PostgreSQL's tools for every kind of database. Without `sslmode` the server's certificate and name are checked, unless the server is on this machine.
 *
 * @param option the start of the options' names, such as `inventory`
 * @throws SundialError `config-invalid`, `file-unreadable`
 */
export async function readDatabaseUrl(text: string, option: string): Promise<DatabaseAddress> {
  const invalid = (problem: string) => invalidUrl(option, problem);
  if (!URL.canParse(text)) throw invalid('is not the URL of a database');
  const url = new URL(text);
  const { searchParams } = url;
  if (url.password !== '' || searchParams.has('password'))
    throw invalid(`contains a password, which belongs in ${option}_password`);
  const host = hostOf(url);
  const port = url.port || searchParams.get('port');
  const database = decodeURIComponent(url.pathname.slice(1));
  if (host === '' || database === '') throw invalid('lacks a host or a database');
  const given = searchParams.get('sslmode') ?? (isHere(host) ? 'disable' : 'verify-full');
  // Modes that may fall back to an unencrypted connection (`allow`, `prefer`) are not offered.
  const mode = POSTGRES_TLS.find((known) => known === given);
  if (!mode) throw invalid(`has an sslmode other than ${POSTGRES_TLS.join(', ')}`);
  const kind = /^postgres/i.test(url.protocol) ? ('postgresql' as const) : ('mysql' as const);
  // The package for MySQL would compare the certificate with the name "localhost".
  if (kind === 'mysql' && mode === 'verify-full' && isIP(host) > 0)
    throw invalid('names an address, and sslmode=verify-full needs a host name');
  return {
    ...{ kind, host, database, shown: `database ${database} at ${host}` },
    port: port ? Number(port) : undefined,
    user: decodeURIComponent(url.username) || (searchParams.get('user') ?? ''),
    tls: await postgresTls(mode, searchParams.get('sslrootcert') ?? ''),
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
const invalidUrl = (option: string, problem: string) =>
  new SundialError('config-invalid', {
    place: 'configuration',
    key: `${option}_source`,
    problem,
    expected: 'the URL of a database without a password',
    example: 'postgresql://sundial@cmdb.example.org/devices',
  });
