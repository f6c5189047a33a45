// Reads a register from MySQL or MariaDB: one SELECT in a read-only transaction, row by row, bounded in size and time.
import { once } from 'node:events';
import type { ConnectionOptions as TlsOptions } from 'node:tls';
import type { Connection, FieldPacket, QueryError, SslOptions } from 'mysql2';
import { SundialError } from '../../domain/errors.js';
import { type DatabaseFailure, type DatabaseRequest, DatabaseRows, databaseError } from './database-rows.js';

/** Rows that are held in memory as objects at the same time. */
const HELD_ROWS = 5_000;

/** @throws SundialError `inventory-invalid`, `inventory-too-large` and those of `databaseError` */
export async function queryMysql(request: DatabaseRequest): Promise<Buffer> {
  const { seconds } = request.bounds;
  // A connection takes one statement at a time. Other kinds of statements end the read-only transaction, or are not covered.
  if (!/^\s*[(\s]*(SELECT|WITH)\b/i.test(request.query))
    throw databaseError(request, { kind: 'refused', problem: 'it is not a SELECT' });
  let isLate = false;
  let connection: Connection | undefined;
  // The two servers have different settings for a statement's time, so the connection is closed when the time is over.
  const timer = setTimeout(() => {
    isLate = true;
    connection?.destroy();
  }, seconds * 1000);
  try {
    connection = await connectionFor(request);
    return await readRows(connection, request);
  } catch (thrown) {
    if (thrown instanceof SundialError) throw thrown;
    throw databaseError(request, isLate ? { kind: 'timeout' } : failureOf(thrown as QueryError), thrown);
  } finally {
    clearTimeout(timer);
    connection?.destroy();
  }
}

async function connectionFor({ address, source, bounds }: DatabaseRequest): Promise<Connection> {
  const { host, port, user, database, tls } = address;
  const { createConnection } = await import('mysql2');
  const connection = createConnection({
    ...(host.startsWith('/') ? { socketPath: host } : { host }),
    ...(port !== undefined && { port }),
    ...{ user, database, password: source.password },
    ...(tls !== false && { ssl: sslOf(tls) }),
    connectTimeout: bounds.seconds * 1000,
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    // The server must not ask for files of this machine.
    flags: ['-LOCAL_FILES'],
  });
  // A broken connection fails the pending query; without a listener the error event would also end the process.
  connection.on('error', () => undefined);
  await once(connection, 'connect');
  return connection;
}

/** Without `verifyIdentity` the package accepts every server that has some valid certificate. */
function sslOf({ ca, rejectUnauthorized = true, checkServerIdentity }: TlsOptions): SslOptions {
  return {
    ...(ca !== undefined && { ca: String(ca) }),
    rejectUnauthorized,
    verifyIdentity: rejectUnauthorized && checkServerIdentity === undefined,
  };
}

async function readRows(connection: Connection, request: DatabaseRequest): Promise<Buffer> {
  const rows = new DatabaseRows(request);
  await run(connection, "SET time_zone = '+00:00'");
  await run(connection, 'START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT');
  const query = connection.query(request.query);
  query.on('fields', (fields: FieldPacket[] | undefined) => {
    try {
      rows.checkColumns((fields ?? []).map(({ name }) => name));
    } catch (thrown) {
      found.destroy(thrown as Error);
    }
  });
  const found = query.stream({ highWaterMark: HELD_ROWS });
  let held: object[] = [];
  for await (const row of found) {
    if (held.push(shown(row as Row)) < HELD_ROWS) continue;
    rows.add(held);
    held = [];
  }
  rows.add(held);
  return rows.done();
}

type Row = Readonly<Record<string, unknown>>;

/** Addresses are often kept in 4 or 16 bytes, which only a function of the query can turn into text. */
function shown(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, Buffer.isBuffer(value) ? value.toString() : value]),
  );
}

function run(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error ? reject(error) : resolve()));
  });
}

/** Numbers of the servers' errors: access denied to the server, to a database, and an unsupported way to sign in. */
const AUTH = [1045, 1251, 1698];

function failureOf({ errno, message }: QueryError): DatabaseFailure {
  if (errno !== undefined && AUTH.includes(errno)) return { kind: 'auth', problem: message };
  if (/ETIMEDOUT|timeout/i.test(message)) return { kind: 'timeout' };
  // The servers number their errors from 1000; numbers of the operating system are negative.
  return { kind: errno !== undefined && errno >= 1000 ? 'refused' : 'unreachable', problem: message };
}
