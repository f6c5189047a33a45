// The declarations of a station's tables in the store: tables, views, and the steps that create them.
import { SEVERITIES } from './event-columns.js';

export interface Table {
  readonly name: string;
  /** Column name and type. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly orderBy: string;
  /** Omitted = MergeTree, which keeps every row. */
  readonly engine?: string;
  readonly partitionBy?: string;
  readonly indexes?: readonly string[];
  readonly settings?: string;
}

export interface View {
  readonly name: string;
  /** The SELECT that the view stands for. */
  readonly select: string;
}

/**
 * One numbered step of the store's schema, or a station's part of one. It runs once in each store and is never changed
 * once released; parts with the same number run together, in the order in which the stations are joined.
 */
export interface SchemaStep {
  readonly number: number;
  readonly title: string;
  /** Tables and views are created if they do not exist; texts run unchanged. All statements can be repeated. */
  readonly statements: readonly (Table | View | string)[];
  /** Views to create again when the step is complete, because they show columns of this step. */
  readonly views?: readonly View[];
  /** The step changes stored rows, so a person has to start it with `sundial store migrate` if the store holds reports. */
  readonly guided?: boolean;
  /** A new table that replaces another one when the step is complete. */
  readonly replaces?: Replacement | undefined;
}

/** A table in a new layout, created under another name, that replaces the one with the old layout. */
export interface Replacement {
  /** The new layout, under its final name. */
  readonly table: Table;
  /** The same layout, under the name used while it is filled. */
  readonly by: Table;
  /** Views of the table, which are created again. */
  readonly views: readonly View[];
}

/** The content of a `tables.ts`: all tables and views of a station, or of a part of it. */
export interface DeclaredTables {
  readonly steps: readonly SchemaStep[];
  /** The tables and views that `sundial sql` may read. */
  readonly readable: readonly (Table | View)[];
}

/** A table as it was before a step added columns to it. */
export const without = (table: Table, ...added: readonly string[]): Table => ({
  ...table,
  columns: table.columns.filter(([name]) => !added.includes(name)),
});

/** An enumeration of these names, numbered from `first` on. */
export const enumeration = (names: readonly string[], first = 0) =>
  `Enum8(${names.map((name, index) => `'${name}' = ${index + first}`).join(', ')})`;

/** Text with few distinct values. */
export const WORD = 'LowCardinality(String)';
/** Unix seconds; 0 stands for an unknown time. */
export const TIME = "DateTime('UTC')";
/** 0 = none. */
export const SEVERITY = enumeration(['none', ...SEVERITIES]);

/** Lets UPDATE and DELETE write small patches instead of processing every part of the table. */
export const PATCHED = 'enable_block_number_column = 1, enable_block_offset_column = 1';

/** Acknowledged rows survive a power cut, not only a kill. */
export const SYNCED = `fsync_after_insert = 1, fsync_part_directory = 1, ${PATCHED}`;

/**
 * The engine's usual write buffers are 2 MiB for each file of a column: 600 MiB for new events, 80 MiB for findings. These
 * begin small and grow with what is written.
 */
export const SMALL_BUFFERS = 'min_columns_to_activate_adaptive_write_buffer = 1';

/** The view of the newest version of each row of a table that replaces versions. */
export const newestOf = (name: string, versions: Table): View => ({
  name,
  select: `SELECT * FROM ${versions.name} FINAL`,
});

/** Recreates a view, because a view keeps the columns and the condition from its creation. */
export const again = (view: View): readonly (View | string)[] => [`DROP VIEW IF EXISTS ${view.name}`, view];
