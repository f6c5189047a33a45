// The contract of the columnar engine: one SQL dialect, embedded in this process or on a ClickHouse server.
import { lacksFiles, SundialError } from '../../domain/errors.js';

/** Values for `{name:Type}` placeholders; values are always bound, never pasted into SQL. */
export type Parameters = Readonly<Record<string, unknown>>;

/** Rows on their way into a table: a file in ClickHouse's Native format. */
export interface NativeFile {
  readonly file: string;
  readonly columns: readonly string[];
  readonly structure: string;
}

export interface Engine {
  readonly kind: 'embedded' | 'server';
  /** Whether what is written is lost, because the data folder can only be read. */
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
  /** The same engine for what people ask: such statements wait for each other, and Sundial's own work never for them. */
  questions(): Engine;
  /** The same engine for what people decide: short statements that wait neither for loads nor for questions. */
  decisions(): Engine;
  /** Opens a connection of its own that changes nothing; close it before the engine. It waits as questions do. */
  reader(limits: ReadLimits): Promise<Reader>;
  /** Stops the running queries that carry this mark in a comment (a UUID); they fail. There may be none. */
  stop(mark: string): Promise<void>;
  close(): Promise<void>;
}

/** A connection for queries that are not Sundial's own. */
export type Reader = Pick<Engine, 'rows' | 'bytes' | 'close'>;

/** What one query of a reader may take; memory is bounded as for every query. */
export interface ReadLimits {
  /** Rows of each SELECT that is not inside another one; the result ends there. */
  readonly rows: number;
  readonly seconds: number;
}

/** A result larger than this is an error: it is held in memory, here and as text. */
const RESULT_BYTES = 128 * 1024 * 1024;

/** A reader's settings, which stay with its connection; `readonly` comes last, because nothing can be set after it. */
export function readerSettings(limits: ReadLimits, memoryLimitMib: number): Record<string, number> {
  return {
    max_memory_usage: memoryLimitMib * 1024 * 1024,
    limit: limits.rows,
    max_execution_time: limits.seconds,
    max_result_bytes: RESULT_BYTES,
    // Exact as text; the reader decides which fit a number.
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_denormals: 1,
    readonly: 1,
  };
}

/** The statement that loads rows; both engines use it, with different sources. */
export function loadStatement(table: string, native: NativeFile, source: string): string {
  const columns = native.columns.join(', ');
  return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${source}`;
}

/** A text as an SQL string literal, for the few places that take no parameters (file names of our own making). */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const MEMORY_LIMIT_EXCEEDED = '241';

/** What the engine says when a part does not hold what its checksums promise, or lacks a file. */
const BROKEN_PART =
  /CHECKSUM_DOESNT_MATCH|CANNOT_DECOMPRESS|CORRUPTED_DATA|NO_FILE_IN_DATA_PART|POTENTIALLY_BROKEN_DATA_PART|BAD_SIZE_OF_FILE_IN_DATA_PART|TOO_LARGE_SIZE_COMPRESSED/;
/** What it says of any file; of a table where it names one of the store's. */
const BROKEN_FILE = /CANNOT_READ_ALL_DATA|FILE_DOESNT_EXIST|ATTEMPT_TO_READ_AFTER_EOF/;

function isDamage(message: string): boolean {
  return BROKEN_PART.test(message) || (BROKEN_FILE.test(message) && message.includes('/store/'));
}

/** Files of the engine's, and those in which rows get to it. */
const NO_SPACE = /ENOSPC|EDQUOT|No space left on device|NOT_ENOUGH_SPACE/;

/**
 * An engine's error as one of the errors table. The engine's own text is the problem's description.
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
