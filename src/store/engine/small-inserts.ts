// Inserts a few rows into the embedded engine through a file, because the engine would otherwise read this process's stdin.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ClickHouseClient } from '@clickhouse/client';
import { literal, loadStatement } from './engine.js';

interface Column {
  readonly name: string;
  readonly type: string;
}

/**
 * Makes the function that inserts rows into a table. An INSERT with rows in the statement's text would read the
 * process's stdin as further rows (observed with `sundial ingest -`), so the rows go to a file first.
 *
 * @param folder for the files; emptied here, because a killed process may have left one
 */
export function smallInserts(
  folder: string,
): (client: ClickHouseClient, table: string, rows: readonly object[]) => Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const known = new Map<string, readonly Column[]>();
  let number = 0;
  return async (client, table, rows) => {
    const columns = known.get(table) ?? (await columnsOf(client, table));
    known.set(table, columns);
    const given = columns.filter(({ name }) => name in rows[0]!);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, `${number++}.jsonl`);
    try {
      writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''), { mode: 0o600 });
      const structure = given.map(({ name, type }) => `\`${name}\` ${type}`).join(', ');
      const native = { file, columns: given.map(({ name }) => name), structure };
      const source = `file(${literal(file)}, 'JSONEachRow', ${literal(structure)})`;
      await client.command({ query: loadStatement(table, native, source) });
    } finally {
      rmSync(file, { force: true });
    }
  };
}

async function columnsOf(client: ClickHouseClient, table: string): Promise<readonly Column[]> {
  const result = await client.query({
    query: `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = ${literal(table)}`,
    format: 'JSONEachRow',
  });
  return result.json<Column>();
}
