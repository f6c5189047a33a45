// Opens an embedded engine with its defaults, without Sundial's store around it.
import { createClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';

export interface PlainEngine {
  run(query: string): Promise<void>;
  rows<Row>(query: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** Opens the engine on a data folder. */
export function openPlainEngine(folder: string): PlainEngine {
  const connection = createChdbConnection({ path: folder });
  // chDB's types come from another copy of the client's declarations with the same shapes.
  const client = createClient({ connection } as unknown as Parameters<typeof createClient>[0]);
  return {
    run: async (query) => void (await client.command({ query })),
    rows: async (query) => (await client.query({ query, format: 'JSONEachRow' })).json(),
    close: () => client.close(),
  };
}

/** Bytes on disk per table, without parts that are waiting to be removed. */
export async function tableBytes(engine: PlainEngine): Promise<Record<string, number>> {
  const rows = await engine.rows<{ table: string; bytes: number }>(
    "SELECT table, toFloat64(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND database = 'default' GROUP BY table",
  );
  return Object.fromEntries(rows.map(({ table, bytes }) => [table, bytes]));
}
