// The engine on a ClickHouse server, over its HTTP interface.
import { createReadStream } from 'node:fs';
import { createClient } from '@clickhouse/client';
import { SundialError } from '../domain/errors.js';
import { ClientEngine } from './client-engine.js';
import { type Engine, literal, loadStatement } from './engine.js';

export interface ServerOptions {
  /** `http(s)://host:port/database`; `clickhouse://` means HTTP on the default port. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly memoryLimitMib: number;
}

/** Connects to a server. @throws SundialError `store-unreachable` */
export async function openServer(options: ServerOptions): Promise<Engine> {
  const url = new URL(options.url.replace(/^clickhouse:/, 'http:'));
  if (!url.port) url.port = url.protocol === 'https:' ? '8443' : '8123';
  const database = url.pathname.replaceAll('/', '') || 'default';
  url.pathname = '';
  const client = createClient({
    url,
    database,
    username: options.user,
    password: options.password,
    request_timeout: 600_000,
    clickhouse_settings: {
      max_memory_usage: String(options.memoryLimitMib * 1024 * 1024),
      output_format_json_quote_64bit_integers: 0,
    },
  });
  const answer = await client.ping({ select: true });
  if (!answer.success) {
    throw new SundialError(
      'store-unreachable',
      { url: url.origin, problem: answer.error.message },
      { cause: answer.error },
    );
  }
  return new ClientEngine('server', client, {
    memoryLimitMib: options.memoryLimitMib,
    load: async (table, native) => {
      const query = `${loadStatement(table, native, `input(${literal(native.structure)})`)} FORMAT Native`;
      const result = await client.exec({ query, values: createReadStream(native.file) });
      result.stream.resume();
    },
  });
}
