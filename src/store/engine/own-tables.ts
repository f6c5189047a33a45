// The stations' access to the engine: SQL that reads all tables, and SQL that changes a station's own tables.
import type { DeclaredTables } from '../../domain/table.js';
import type { Engine, Parameters } from './engine.js';

/** Reads all tables. */
export type TableReader = Pick<Engine, 'rows'>;
export type ByteReader = Pick<Engine, 'rows' | 'bytes'>;

/** Reads all tables, and changes the tables that a station declares. */
export interface OwnTables extends TableReader {
  /** Inserts a few rows into an own table in one block: either all of them are stored or none. */
  insert(table: string, rows: readonly object[]): Promise<void>;
  /** Runs a statement that changes an own table. */
  run(sql: string, parameters?: Parameters): Promise<void>;
}

const READS = /^\s*(?:SELECT|WITH|EXPLAIN)\b/i;
const CHANGES = /^\s*(?:INSERT INTO|TRUNCATE TABLE|ALTER TABLE|DELETE FROM|UPDATE|OPTIMIZE TABLE)\s+(\w+)/i;

/** Restricts the engine to reading; any other statement is a programming error. */
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

/** Restricts the engine to changes of the tables that a station declares; changing any other table is a programming error. */
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
