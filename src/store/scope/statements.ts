// Runs the statements that stations make over the rows of one scope, and refuses one that leaves the scope out.
import { cancellable } from '../engine/cancel.js';
import type { Engine, Parameters } from '../engine/engine.js';
import type { FileFormat, FileWriter } from '../engine/file-writer.js';
import { scratchName } from '../engine/scratch.js';
import type { Visibility } from './visibility.js';

/** How a statement runs. */
export interface RunOptions {
  /** When it is aborted, the engine stops its work as well. */
  readonly signal?: AbortSignal | undefined;
}

/** Writes the results of a scope's statements to files; one at a time. */
export interface ScopedFileWriter {
  /**
   * Writes the rows of a SELECT to a new file and returns how many it holds.
   *
   * @throws SundialError `export-unwritable`, `query-cancelled`, `query-memory`, `query-failed`
   */
  write(
    file: string,
    format: FileFormat,
    sql: string,
    values: Parameters,
    options?: RunOptions,
  ): Promise<number>;
  close(): Promise<void>;
}

/** Rows that one statement gathered in a table of their own, to be read several times. */
export interface GatheredRows {
  /** The table's name. */
  readonly table: string;
  drop(): Promise<void>;
}

/**
 * Statements of one scope. They get the scope's condition from the sources that the store makes, such as
 * `ScopedEvents.from` and `Findings.source`; the scope's values are bound here.
 */
export class ScopedStatements {
  private readonly gathered = new Set<string>();

  constructor(
    private readonly engine: Engine,
    private readonly visibility: Visibility,
    private readonly openWriter: () => FileWriter,
  ) {}

  /** @throws SundialError `query-cancelled`, `query-memory`, `query-failed` */
  async rows<Row>(sql: string, values: Parameters, options: RunOptions = {}): Promise<Row[]> {
    return this.run(sql, options, (marked) => this.engine.rows<Row>(marked, this.bound(values)));
  }

  /** The result in one of the engine's formats. @throws SundialError as `rows` does */
  async bytes(sql: string, format: string, values: Parameters, options: RunOptions = {}): Promise<Buffer> {
    return this.run(sql, options, (marked) => this.engine.bytes(marked, format, this.bound(values)));
  }

  /** Opens a writer; close it after use. */
  fileWriter(): ScopedFileWriter {
    const writer = this.openWriter();
    return {
      write: (file, format, sql, values, options = {}) =>
        this.run(sql, options, (marked) => writer.write(file, format, marked, this.bound(values))),
      close: () => writer.close(),
    };
  }

  /** Whether rows can be gathered: on a server others may be at work, and a kill would leave the table behind. */
  get gathers(): boolean {
    return this.engine.kind === 'embedded';
  }

  /**
   * Gathers the rows of a SELECT in a new table; drop it after use.
   *
   * @throws SundialError as `rows` does
   */
  async gather(
    sql: string,
    orderBy: string,
    values: Parameters,
    options: RunOptions = {},
  ): Promise<GatheredRows> {
    const table = scratchName();
    const drop = async () => {
      this.gathered.delete(table);
      await this.engine.run(`DROP TABLE IF EXISTS ${table} SYNC`);
    };
    try {
      await this.run(sql, options, (marked) =>
        this.engine.run(
          `CREATE TABLE ${table} ENGINE = MergeTree ORDER BY ${orderBy}
       AS ${marked}`,
          this.bound(values),
        ),
      );
    } catch (thrown) {
      await drop();
      throw thrown;
    }
    this.gathered.add(table);
    return { table, drop };
  }

  private async run<T>(sql: string, { signal }: RunOptions, run: (marked: string) => Promise<T>): Promise<T> {
    this.requireScope(sql);
    return cancellable(this.engine, signal, (comment) => run(comment + sql));
  }

  /** A statement without the scope's condition would show what others hold. */
  private requireScope(sql: string): void {
    const { condition } = this.visibility;
    if (!condition) return;
    const sources = [condition('events', 'e.'), condition('days', ''), ...this.gathered];
    if (!sources.some((source) => sql.includes(source)))
      throw new Error(`a statement leaves its scope out: ${sql.slice(0, 200)}`);
  }

  private bound(values: Parameters): Parameters {
    return { ...values, ...this.visibility.values };
  }
}
