// Reads a register from PostgreSQL: one SELECT in a read-only transaction, row by row, bounded in size and time.
import type { Client, CustomTypesConfig } from 'pg';
import { SundialError } from '../../domain/errors.js';
import { postgresFailure } from '../../net/index.js';
import { type DatabaseRequest, DatabaseRows, databaseError } from './database-rows.js';

/** Rows that are held in memory as objects at the same time. */
const FETCHED_ROWS = 5_000;

/** @throws SundialError `inventory-invalid`, `inventory-too-large` and those of `databaseError` */
export async function queryPostgres(request: DatabaseRequest): Promise<Buffer> {
  const client = await clientFor(request);
  try {
    await client.connect();
    return await readRows(client, request);
  } catch (thrown) {
    if (thrown instanceof SundialError) throw thrown;
    throw databaseError(request, postgresFailure(thrown), thrown);
  } finally {
    // The query has been answered or has failed by now; a failure to close the connection does not change that.
    await client.end().catch(() => undefined);
  }
}

async function clientFor({ address, source: { password }, bounds }: DatabaseRequest): Promise<Client> {
  const { host, port, user, database, tls } = address;
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...{ host, database, ssl: tls },
    ...(port !== undefined && { port }),
    ...(user !== '' && { user }),
    ...(password !== '' && { password }),
    application_name: 'sundial',
    connectionTimeoutMillis: bounds.seconds * 1000,
    statement_timeout: bounds.seconds * 1000,
    // Ends the wait for a server that has disappeared without closing the connection.
    query_timeout: bounds.seconds * 1000,
    types: valuesAsText(pg.types.getTypeParser),
  });
  // A broken connection rejects the pending query; without a listener the error event would also end the process.
  client.on('error', () => undefined);
  return client;
}

/** A cursor accepts only a single SELECT, and its rows can be read in portions. */
async function readRows(client: Client, request: DatabaseRequest): Promise<Buffer> {
  const rows = new DatabaseRows(request);
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  await client.query("SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'");
  // This mode refuses several statements in one text, so that none can end the read-only transaction.
  const declaration = { text: `DECLARE register CURSOR FOR ${request.query}`, queryMode: 'extended' };
  await client.query(declaration);
  for (let isFirst = true; ; isFirst = false) {
    const fetched = await client.query(`FETCH ${FETCHED_ROWS} FROM register`);
    if (isFirst) rows.checkColumns(fetched.fields.map(({ name }) => name));
    if (fetched.rows.length === 0) return rows.done();
    rows.add(fetched.rows);
  }
}

/** Object ids of PostgreSQL's types; these numbers never change. */
const TEXT_ARRAY: number = 1009;
const TYPES = {
  readable: [16, 114, 3802], // bool, json, jsonb
  texts: [TEXT_ARRAY, 1015, 1041, 651], // arrays of text, varchar, inet, cidr
  days: [1082, 1114, 1184], // date, timestamp, timestamptz
};

/** Values as the server prints them: the package would turn dates into times in this machine's time zone. */
function valuesAsText(parserOf: CustomTypesConfig['getTypeParser']): CustomTypesConfig {
  const has = (types: readonly number[], type: number) => types.includes(type);
  return {
    getTypeParser: ((type: number) => {
      if (has(TYPES.readable, type)) return parserOf(type);
      if (has(TYPES.texts, type)) return parserOf(TEXT_ARRAY);
      if (has(TYPES.days, type)) return (text: string) => (text.endsWith('infinity') ? '' : text);
      return (text: string) => text;
    }) as CustomTypesConfig['getTypeParser'],
  };
}
