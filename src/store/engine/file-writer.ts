// Writes the result of a query to a file without holding it in memory: the embedded engine itself, or a stream of a server.
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { SundialError } from '../../domain/errors.js';
import { type Engine, literal, type Parameters, queryError } from './engine.js';
import type { ServerOptions } from './server.js';

/** The engine's formats for files. */
export type FileFormat = 'CSVWithNames' | 'JSONEachRow' | 'LineAsString' | 'Parquet';

/** Writes results to files; one at a time. */
export interface FileWriter {
  /**
   * Writes the rows of a SELECT to a new file and returns how many it holds.
   *
   * @throws SundialError `export-unwritable`, `query-memory`, `query-failed`
   */
  write(file: string, format: FileFormat, sql: string, parameters: Parameters): Promise<number>;
  close(): Promise<void>;
}

/** Opens the writer of a store. @param options the options with which the store was opened */
export function openFileWriter(engine: Engine, options: ServerOptions): FileWriter {
  return engine.kind === 'embedded' ? embeddedWriter(engine) : serverWriter(options);
}

/** Small blocks and row groups, because rows may be wide; a single thread writes a file in any case. */
const WRITE_SETTINGS =
  'output_format_parallel_formatting = 1, max_threads = 2, max_insert_threads = 1, max_block_size = 8192, output_format_parquet_row_group_size = 65536, output_format_parquet_row_group_size_bytes = 67108864';

function embeddedWriter(engine: Engine): FileWriter {
  return {
    write: async (file, format, sql, parameters) => {
      // The engine would interpret these characters as a pattern, or as a path within an archive.
      if (/[*?{}]|::/.test(file))
        throw new SundialError('export-unwritable', { file, problem: 'its path contains *, ?, {, } or ::' });
      await engine.run(
        `INSERT INTO FUNCTION file(${literal(file)}, '${format}') ${sql} SETTINGS ${WRITE_SETTINGS}`,
        parameters,
      );
      return countRows(engine, file, format);
    },
    close: async () => {},
  };
}

/** Counts rows in the file itself, because a full disk does not always make the engine fail (observed on a full device). */
async function countRows(engine: Engine, file: string, format: FileFormat): Promise<number> {
  const { size } = await stat(file);
  if (size === 0) return 0;
  // No column is read, but without a declared structure the engine would infer one from the values.
  const structure = format === 'LineAsString' ? 'line String' : 'none Nullable(String)';
  const source = `file(${literal(file)}, '${format}', '${structure}')`;
  const [row] = await engine.rows<{ count: number }>(
    `SELECT count() AS count FROM ${source} SETTINGS storage_file_read_method = 'pread', max_threads = 2`,
  );
  return row!.count;
}

/** Long enough for a server that prepares millions of rows before the first one arrives. */
const REQUEST_TIMEOUT_MS = 3_600_000;

function serverWriter({ url, user, password, memoryLimitMib }: ServerOptions): FileWriter {
  const address = new URL(url.replace(/^clickhouse:/, 'http:'));
  if (!address.port) address.port = address.protocol === 'https:' ? '8443' : '8123';
  const database = address.pathname.replaceAll('/', '') || 'default';
  address.pathname = '';
  const client = createClient({
    url: address,
    username: user,
    password,
    database,
    request_timeout: REQUEST_TIMEOUT_MS,
    // The client throws everything that it would log.
    log: { level: ClickHouseLogLevel.OFF },
    // The server answers only when all rows are ready, so a late error becomes an error status, and the summary is complete.
    clickhouse_settings: { wait_end_of_query: 1, max_memory_usage: String(memoryLimitMib * 1024 * 1024) },
  });
  return {
    write: async (file, format, sql, parameters) => {
      try {
        const query = `${sql} SETTINGS ${WRITE_SETTINGS} FORMAT ${format}`;
        const { stream, summary } = await client.exec({ query, query_params: { ...parameters } });
        await pipeline(stream, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
        return Number(summary?.result_rows);
      } catch (thrown) {
        throw queryError(thrown, `${memoryLimitMib} MiB, memory_limit_mib`);
      }
    },
    close: () => client.close(),
  };
}
