// Reads an inventory from PostgreSQL: one SELECT in a read-only transaction, row by row, bounded in size and time.
import type { Client, CustomTypesConfig } from 'pg';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import { postgresFailure } from '../../net/index.js';
import { byteSize } from '../../text/index.js';
import { type DatabaseAddress, readDatabaseUrl } from './database-url.js';
import { fieldOf } from './entry.js';

export interface DatabaseSource {
  readonly url: string;
  /** A SELECT whose columns have the names of those of a CSV file. */
  readonly query: string;
  /** Empty = none. */
  readonly password: string;
}

const BOUNDS = {
  rows: LIMITS.inventoryRows,
  bytes: LIMITS.inventoryBytes,
  seconds: LIMITS.inventorySeconds,
} as const;
type Bounds = Readonly<Record<keyof typeof BOUNDS, number>>;

/** Rows that are held in memory as objects at the same time. */
const FETCHED_ROWS = 5_000;

/**
 * Reads all rows as a JSON array, the form in which an HTTP address may also deliver an inventory.
 *
 * @throws SundialError `config-invalid`, `inventory-invalid`, `inventory-too-large`, `inventory-database-auth`,
 * `inventory-database-unreachable`, `inventory-database-timeout`, `inventory-database-refused`
 */
export async function queryInventory(source: DatabaseSource, bounds: Bounds = BOUNDS): Promise<Buffer> {
  const address = await readDatabaseUrl(source.url);
  const query = source.query.trim().replace(/;$/, '');
  if (query === '')
    throw new SundialError('config-invalid', {
      place: 'configuration',
      key: 'inventory_query',
      problem: 'is not set, and inventory_source is a database',
      expected: 'a SELECT',
      example: 'SELECT name AS device, address AS networks FROM devices',
    });
  const client = await clientFor(address, source.password, bounds);
  try {
    await client.connect();
    return await readRows(client, query, address.shown, bounds);
  } catch (thrown) {
    throw asInventoryError(thrown, address.shown, bounds);
  } finally {
    // The query has been answered or has failed by now; a failure to close the connection does not change that.
    await client.end().catch(() => undefined);
  }
}

async function clientFor(
  { host, port, user, database, ssl }: DatabaseAddress,
  password: string,
  { seconds }: Bounds,
): Promise<Client> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...{ host, database, ssl },
    ...(port !== undefined && { port }),
    ...(user !== '' && { user }),
    ...(password !== '' && { password }),
    application_name: 'sundial',
    connectionTimeoutMillis: seconds * 1000,
    statement_timeout: seconds * 1000,
    // Ends the wait for a server that has disappeared without closing the connection.
    query_timeout: seconds * 1000,
    types: valuesAsText(pg.types.getTypeParser),
  });
  // A broken connection rejects the pending query; without a listener the error event would also end the process.
  client.on('error', () => undefined);
  return client;
}

/** A cursor accepts only a single SELECT, and its rows can be read in portions. */
async function readRows(client: Client, query: string, shown: string, bounds: Bounds): Promise<Buffer> {
  const deadline = performance.now() + bounds.seconds * 1000;
  await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
  await client.query("SET LOCAL datestyle = 'ISO'; SET LOCAL timezone = 'UTC'");
  // This mode refuses several statements in one text, so that none can end the read-only transaction.
  const declaration = { text: `DECLARE inventory CURSOR FOR ${query}`, queryMode: 'extended' };
  await client.query(declaration);
  const chunks: Buffer[] = [];
  for (let [rows, bytes] = [0, 0]; ; ) {
    const fetched = await client.query(`FETCH ${FETCHED_ROWS} FROM inventory`);
    if (rows === 0)
      refuseColumns(
        fetched.fields.map(({ name }) => name),
        shown,
      );
    if (fetched.rows.length === 0) return Buffer.from(`[${Buffer.concat(chunks)}]`);
    const chunk = Buffer.from(
      (rows === 0 ? '' : ',\n') + fetched.rows.map((row) => JSON.stringify(row)).join(',\n'),
    );
    rows += fetched.rows.length;
    bytes += chunk.length;
    if (rows > bounds.rows) throw tooLarge(shown, `${bounds.rows} rows`);
    if (bytes > bounds.bytes) throw tooLarge(shown, byteSize(bounds.bytes));
    if (performance.now() > deadline) throw timedOut(shown, bounds);
    chunks.push(chunk);
  }
}

/** Without this check, a wrong query that finds no rows would empty the inventory. */
function refuseColumns(columns: readonly string[], shown: string): void {
  const fields = columns.map(fieldOf);
  if (!fields.includes('networks') && !fields.includes('names'))
    throw new SundialError('inventory-invalid', {
      file: shown,
      problems: 'inventory_query returns no column "networks" or "names"',
    });
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

const tooLarge = (shown: string, limit: string) =>
  new SundialError('inventory-too-large', { file: shown, limit });

const timedOut = (shown: string, { seconds }: Bounds, cause?: unknown) =>
  new SundialError('inventory-database-timeout', { what: shown, seconds: String(seconds) }, { cause });

function asInventoryError(thrown: unknown, what: string, bounds: Bounds): unknown {
  if (thrown instanceof SundialError) return thrown;
  const { kind, problem } = postgresFailure(thrown);
  if (kind === 'timeout') return timedOut(what, bounds, thrown);
  return new SundialError(FAULTS[kind], { what, problem }, { cause: thrown });
}

const FAULTS = {
  auth: 'inventory-database-auth',
  refused: 'inventory-database-refused',
  unreachable: 'inventory-database-unreachable',
} as const;
