// The engine on a ClickHouse server, over its HTTP interface.
import { createReadStream } from 'node:fs';
import { ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client';
import { SundialError } from '../../domain/errors.js';
import { openClientEngine } from './client-engine.js';
import { type Engine, literal, loadStatement } from './engine.js';

export interface ServerOptions {
  /** `http(s)://host:port/database`; `clickhouse://` means HTTP on the default port. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly memoryLimitMib: number;
}

/** Connects to a server. @throws SundialError `store-unreachable`, `usage` */
export async function openServer(options: ServerOptions): Promise<Engine> {
  const url = new URL(options.url.replace(/^clickhouse:/, 'http:'));
  if (!url.port) url.port = url.protocol === 'https:' ? '8443' : '8123';
  // The driver takes them for its own settings, and they are no place for passwords.
  if (url.search !== '')
    throw new SundialError('usage', {
      problem:
        'store_url has parameters after "?", which are not supported. Set store_user and store_password',
    });
  const database = url.pathname.replaceAll('/', '') || 'default';
  url.pathname = '';
  // The driver's own log goes to stderr, beside the errors that say the same.
  const log = { level: ClickHouseLogLevel.OFF };
  const login = { url, username: options.user, password: options.password, log };
  await makeDatabase(login, database);
  const usual: ClickHouseSettings = {
    max_memory_usage: String(options.memoryLimitMib * 1024 * 1024),
    output_format_json_quote_64bit_integers: 0,
  };
  return openClientEngine({
    kind: 'server',
    place: options.url,
    memoryLimitMib: options.memoryLimitMib,
    bind: (query, parameters) => ({ query, query_params: { ...parameters } }),
    insert: (client, table, rows) => client.insert({ table, values: rows, format: 'JSONEachRow' }),
    load: async (client, table, native) => {
      const query = `${loadStatement(table, native, `input(${literal(native.structure)})`)} FORMAT Native`;
      const result = await client.exec({ query, values: createReadStream(native.file) });
      result.stream.resume();
    },
    connect: async (settings) =>
      createClient({
        ...login,
        database,
        request_timeout: REQUEST_TIMEOUT_MS,
        clickhouse_settings: { ...usual, ...(settings as ClickHouseSettings) },
      }),
  });
}

/** A heavy query may take minutes; the server, not the client, bounds it. */
const REQUEST_TIMEOUT_MS = 600_000;

/** Uses a separate connection, because every statement fails on a connection that names a missing database. */
async function makeDatabase(
  login: { url: URL; username: string; password: string },
  database: string,
): Promise<void> {
  const client = createClient(login);
  try {
    const answer = await client.ping({ select: true });
    if (!answer.success) {
      const details = { url: login.url.origin, problem: answer.error.message };
      throw new SundialError('store-unreachable', details, { cause: answer.error });
    }
    await client.command({
      query: 'CREATE DATABASE IF NOT EXISTS {name:Identifier}',
      query_params: { name: database },
    });
  } finally {
    await client.close();
  }
}
