// Checks the rights of the user, and describes the target for people; changes nothing.
import type { Client } from 'pg';
import { SundialError } from '../../domain/errors.js';
import type { OutputView } from '../output.js';
import { asnType, exists, INGESTOR_TABLES, refuseOtherTables } from './schema.js';
import type { PostgresTarget } from './target.js';

const TABLES = [...INGESTOR_TABLES, 'sundial_events', 'sundial_slices', 'sundial_schema'];

/** @throws SundialError `postgres-rights`, `postgres-tables` */
export async function describeTarget(
  client: Client,
  target: PostgresTarget,
  readerRole: string,
): Promise<OutputView> {
  const { database, host, user } = target;
  const { rows } = await client.query<Server>(SERVER);
  const server = rows[0]!;
  await refuseMissingRights(client, target, server);
  await refuseOtherTables(client, target);
  const isThere = await exists(client, 'ss_events');
  const isOurs = await exists(client, 'sundial_events');
  const tables = isThere ? (isOurs ? 'exist' : 'exist already and will be adopted') : 'will be created';
  const encryption = server.tls ?? 'none';
  return {
    sentence: `${user} may write to database ${database} at ${host}; the tables ${tables}`,
    facts: [
      ['server', `PostgreSQL ${server.version}`],
      ['encryption', encryption],
      ['tables', tables],
      ...(isThere ? [['rows', `about ${await estimate(client)}`] as const] : []),
      ['type of asn', ASN_TYPES[await asnType(client)] ?? 'another type'],
      ...(readerRole === '' ? [] : [['reader', await readerState(client, readerRole)] as const]),
    ],
  };
}

interface Server {
  readonly version: string;
  readonly tls: string | null;
  readonly readonly: boolean;
  readonly creates: boolean | null;
  readonly temporary: boolean;
  readonly place: string | null;
}

const SERVER = `
  SELECT current_setting('server_version') AS version, current_setting('transaction_read_only') = 'on' AS readonly,
    (SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl) AS tls, current_schema() AS place,
    has_schema_privilege(current_schema(), 'CREATE') AS creates,
    has_database_privilege(current_database(), 'TEMPORARY') AS temporary`;

const ASN_TYPES: Readonly<Record<string, string>> = {
  bigint: 'bigint',
  integer:
    'integer: AS numbers above 2147483647 are stored in raw_data only; docs/how-to/postgresql.md changes that',
};

async function refuseMissingRights(client: Client, target: PostgresTarget, server: Server): Promise<void> {
  const { what, user } = target;
  const refuse = (problem: string, advice: string) => {
    throw new SundialError('postgres-rights', { what, user, problem, advice });
  };
  if (server.readonly)
    refuse('transactions are read-only', 'use the address of the primary server, and a user who may write');
  const missing: string[] = [];
  let isComplete = true;
  for (const table of TABLES) {
    if (!(await exists(client, table))) isComplete = false;
    else missing.push(...(await missingRights(client, table)));
  }
  const role = client.escapeIdentifier(user);
  if (missing.length > 0)
    refuse(`no ${missing.join(', ')}`, `run GRANT SELECT, INSERT, UPDATE, DELETE on these tables to ${role}`);
  if (!isComplete && server.creates !== true)
    refuse(
      `no CREATE on schema ${server.place ?? 'public'}`,
      `run GRANT CREATE ON SCHEMA ${server.place ?? 'public'} TO ${role}`,
    );
  if (!server.temporary)
    refuse('no TEMPORARY on the database', `run GRANT TEMPORARY ON DATABASE ${target.database} TO ${role}`);
}

async function missingRights(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ right: string }>(
    `SELECT r AS right FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS r
     WHERE NOT has_table_privilege(to_regclass($1), r)`,
    [table],
  );
  return rows.map(({ right }) => `${right} on ${table}`);
}

async function estimate(client: Client): Promise<string> {
  const { rows } = await client.query<{ rows: string }>(
    "SELECT greatest(reltuples, 0)::bigint::text AS rows FROM pg_class WHERE oid = to_regclass('ss_events')",
  );
  return rows[0]!.rows;
}

async function readerState(client: Client, role: string): Promise<string> {
  const { rows } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  return rows.length > 0 ? `role ${role} may read the tables` : `there is no role ${role}`;
}
