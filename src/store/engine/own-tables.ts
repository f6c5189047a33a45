// What stations get of the engine: SQL that reads all tables, and SQL that changes the tables of their own.
import type { DeclaredTables } from '../../domain/table.js';
import type { Engine, Parameters } from './engine.js';

/** Reads over all tables. */
export type TableReader = Pick<Engine, 'rows'>;
export type ByteReader = Pick<Engine, 'rows' | 'bytes'>;

/** Reads over all tables, and changes of the tables that a station declares. */
export interface OwnTables extends TableReader {
  /** Inserts a few rows into an own table in one block: either all of them are stored or none. */
  insert(table: string, rows: readonly object[]): Promise<void>;
  /** Runs a statement that changes an own table. */
  run(sql: string, parameters?: Parameters): Promise<void>;
}

const READS = /^\s*(?:SELECT|WITH|EXPLAIN)\b/i;
const CHANGES = /^\s*(?:INSERT INTO|TRUNCATE TABLE|ALTER TABLE|DELETE FROM|UPDATE)\s+(\w+)/i;

/** The engine for reading alone; a statement that does not read is a mistake in the code. */
export function readerOf(engine: ByteReader): ByteReader {
  const checked = (sql: string) => {
    if (!READS.test(sql)) throw new Error(`only reading is possible here: ${sql.slice(0, 200)}`);
    return sql;
  };
  return {
    rows: async (sql, parameters) => engine.rows(checked(sql), parameters),
    bytes: async (sql, format, parameters) => engine.bytes(checked(sql), format, parameters),
  };
}

/** The engine for the station that declares some tables; a change of any other table is a mistake in the code. */
export function ownTables(engine: Engine, declared: Pick<DeclaredTables, 'steps'>): OwnTables {
  const own = new Set(
    declared.steps
      .flatMap(({ statements }) => statements)
      .flatMap((statement) =>
        typeof statement !== 'string' && 'columns' in statement ? statement.name : [],
      ),
  );
  const check = (table: string | undefined, what: string) => {
    if (!own.has(table ?? ''))
      throw new Error(`no table of this station is changed by: ${what.slice(0, 200)}`);
  };
  return {
    rows: readerOf(engine).rows,
    insert: async (table, rows) => {
      check(table, `insert into ${table}`);
      await engine.insert(table, rows);
    },
    run: async (sql, parameters) => {
      check(CHANGES.exec(sql)?.[1], sql);
      await engine.run(sql, parameters);
    },
  };
}
