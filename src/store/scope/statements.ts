// Runs stations' statements over the rows of one scope, and refuses a statement without the scope.
import { SundialError } from '../../domain/errors.js';
import { asking, askWith } from '../engine/asking.js';
import { cancellable } from '../engine/cancel.js';
import type { Engine, Parameters } from '../engine/engine.js';
import type { FileFormat, FileWriter } from '../engine/file-writer.js';
import { scratchName } from '../engine/scratch.js';
import type { Visibility } from './visibility.js';

/** Options of running a statement. */
export interface RunOptions {
  /** Aborting stops the statement in the engine as well. */
  readonly signal?: AbortSignal | undefined;
  /** Whether the statement is expected to take long, so that it leaves a place for others. */
  readonly isHeavy?: boolean;
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

/** Rows that one statement has collected in a separate table, to be read several times. */
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
    /** Seconds that a query may run; 0 = no limit. The limit does not apply to files and gathered rows. */
    private readonly seconds = 0,
  ) {}

  /** @throws SundialError `query-cancelled`, `query-memory`, `query-failed` */
  async rows<Row>(sql: string, values: Parameters, options: RunOptions = {}): Promise<Row[]> {
    return this.limited(options, (limit) =>
      this.run(sql, limit, (marked) => this.engine.rows<Row>(marked, this.bound(values))),
    );
  }

  /** Returns the result in one of the engine's formats. @throws SundialError like `rows` */
  async bytes(sql: string, format: string, values: Parameters, options: RunOptions = {}): Promise<Buffer> {
    return this.limited(options, (limit) =>
      this.run(sql, limit, (marked) => this.engine.bytes(marked, format, this.bound(values))),
    );
  }

  /** Opens a writer; close it after use. */
  fileWriter(): ScopedFileWriter {
    const writer = this.openWriter();
    return {
      write: (file, format, sql, values, options = {}) =>
        this.run(sql, { ...options, isHeavy: true }, (marked) =>
          writer.write(file, format, marked, this.bound(values)),
        ),
      close: () => writer.close(),
    };
  }

  /** Whether rows can be gathered. Not on a server, where a kill would leave the table behind while other processes may be running. */
  get gathers(): boolean {
    return this.engine.kind === 'embedded';
  }

  /**
   * Gathers the rows of a SELECT in a new table; drop the table after use.
   *
   * @throws SundialError like `rows`
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
      await this.run(sql, { ...options, isHeavy: true }, (marked) =>
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

  private async run<T>(
    sql: string,
    { signal, isHeavy }: RunOptions,
    run: (marked: string) => Promise<T>,
  ): Promise<T> {
    this.requireScope(sql);
    return askWith({ signal, isHeavy }, () =>
      cancellable(this.engine, signal, (comment) => run(comment + sql)),
    );
  }

  /** Stops a query at the time limit, which starts when the query starts to run. @throws SundialError `query-timeout` */
  private async limited<T>(options: RunOptions, run: (options: RunOptions) => Promise<T>): Promise<T> {
    if (this.seconds === 0) return run(options);
    const late = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const begins = () => {
      timer = setTimeout(() => late.abort(), this.seconds * 1000);
    };
    const { signal = asking().signal } = options;
    const stop = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    try {
      return await askWith({ begins }, () => run({ ...options, signal: stop }));
    } catch (thrown) {
      if (late.signal.aborted && !signal?.aborted)
        throw new SundialError('query-timeout', { seconds: this.seconds }, { cause: thrown });
      throw thrown;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Refuses a statement without the scope's condition, because it would show other holders' data. */
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
