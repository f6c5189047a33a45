// The contract of the columnar engine: one SQL dialect, embedded in this process or on a ClickHouse server.
import { lacksFiles, SundialError } from '../../domain/errors.js';

/** Values for `{name:Type}` placeholders; values are always bound, never pasted into SQL. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Rows to load into a table: a file in ClickHouse's Native format. */
export interface NativeFile {
  readonly file: string;
  readonly columns: readonly string[];
  readonly structure: string;
  /** Further columns, computed from those of the file. */
  readonly computed?: readonly ComputedColumn[];
}

/** A column that a statement computes. */
export interface ComputedColumn {
  readonly name: string;
  readonly sql: string;
}

export interface Engine {
  readonly kind: 'embedded' | 'server';
  /** Whether written data is lost, because the data folder is read-only. */
  readonly isReadOnly: boolean;
  /** Runs a query and returns its rows as objects. Use LIMIT: the result is held in memory. */
  rows<Row>(sql: string, parameters?: Parameters): Promise<Row[]>;
  /** Runs a query and returns its result in the given output format, byte-exact. */
  bytes(sql: string, format: string, parameters?: Parameters): Promise<Buffer>;
  /** Runs a statement that returns nothing. */
  run(sql: string, parameters?: Parameters): Promise<void>;
  /** Inserts a few rows in one block: either all of them are stored or none. */
  insert(table: string, rows: readonly object[]): Promise<void>;
  /** Loads a Native file into a table. */
  load(table: string, native: NativeFile): Promise<void>;
  /** The same engine in the lane of people's questions, which wait for each other; Sundial's own work never waits for them. */
  questions(): Engine;
  /** The same engine in the lane of people's edits: short statements that wait neither for loads nor for questions. */
  edits(): Engine;
  /** Opens a separate read-only connection, whose statements wait like questions. Close it before the engine. */
  reader(limits: ReadLimits): Promise<Reader>;
  /** Stops the running queries, if any, that carry this mark (a UUID) in a comment; they fail. */
  stop(mark: string): Promise<void>;
  /**
   * A number that grows when a statement ends that may have changed one of these tables: as long as it stays the same, so
   * do their rows. Undefined on a server, whose tables others may change.
   *
   * @param tables omitted = all
   */
  writes(tables?: readonly string[]): number | undefined;
  close(): Promise<void>;
}

/** A connection for SQL that people write. */
export type Reader = Pick<Engine, 'rows' | 'bytes' | 'close'>;

/** Limits of one query of a reader; the memory limit is that of every query. */
export interface ReadLimits {
  /** Maximum number of rows of each outermost SELECT; further rows are cut off. */
  readonly rows: number;
  readonly seconds: number;
}

/** A larger result is an error, because results are held in memory, both as bytes and as text. */
const RESULT_BYTES = 128 * 1024 * 1024;

/** A reader's settings, which persist on its connection; `readonly` comes last, because it forbids further settings. */
export function readerSettings(limits: ReadLimits, memoryLimitMib: number): Record<string, number> {
  return {
    max_memory_usage: memoryLimitMib * 1024 * 1024,
    limit: limits.rows,
    max_execution_time: limits.seconds,
    max_result_bytes: RESULT_BYTES,
    // Exact as text; the reader decides which values fit a number.
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_denormals: 1,
    readonly: 1,
  };
}

/**
 * The statement that loads rows; both engines use this statement with different sources. The columns of the source are
 * those of `native`, in the same order: naming all of them again would double the time that the engine takes to plan.
 */
export function loadStatement(table: string, native: NativeFile, source: string): string {
  const { columns, computed = [] } = native;
  const names = [...columns, ...computed.map(({ name }) => name)].map((name) => `\`${name}\``).join(', ');
  const selected = ['*', ...computed.map(({ sql }) => sql)].join(', ');
  return `INSERT INTO ${table} (${names}) SELECT ${selected} FROM ${source}`;
}

/** A text as an SQL string literal, for the few places that do not accept parameters (file names of our own making). */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const MEMORY_LIMIT_EXCEEDED = '241';

/** The engine's errors for a part that does not match its checksums, or lacks a file. */
const BROKEN_PART =
  /CHECKSUM_DOESNT_MATCH|CANNOT_DECOMPRESS|CORRUPTED_DATA|NO_FILE_IN_DATA_PART|POTENTIALLY_BROKEN_DATA_PART|BAD_SIZE_OF_FILE_IN_DATA_PART|TOO_LARGE_SIZE_COMPRESSED/;
/** The engine's errors for any file; they concern a part if the message names a folder of the store. */
const BROKEN_FILE = /CANNOT_READ_ALL_DATA|FILE_DOESNT_EXIST|ATTEMPT_TO_READ_AFTER_EOF/;

function isDamage(message: string): boolean {
  return BROKEN_PART.test(message) || (BROKEN_FILE.test(message) && message.includes('/store/'));
}

/** Errors of the engine's own files, and of the files in which rows reach the engine. */
const NO_SPACE = /ENOSPC|EDQUOT|No space left on device|NOT_ENOUGH_SPACE/;

/**
 * Translates an engine's error into a SundialError; the engine's own message becomes the description of the problem.
 *
 * @param place the data folder or the server
 */
export function queryError(thrown: unknown, memoryLimit: string, place = ''): SundialError {
  const { code, message = String(thrown) } = thrown as { code?: string | number; message?: string };
  if (String(code) === MEMORY_LIMIT_EXCEEDED) {
    return new SundialError('query-memory', { limit: memoryLimit }, { cause: thrown });
  }
  const problem = message
    .replace(/^Code: \d+\. /, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 500);
  if (lacksFiles(message)) return new SundialError('too-few-files', {}, { cause: thrown });
  if (NO_SPACE.test(message))
    return new SundialError('disk-full', { file: place, folder: place }, { cause: thrown });
  if (isDamage(message)) return new SundialError('store-damaged', { problem }, { cause: thrown });
  return new SundialError('query-failed', { problem }, { cause: thrown });
}
