// Writes all events that match a query to files: to one, or to one for each date, country, type or ASN.
import path from 'node:path';
import type { Catalogue } from '../catalogue/index.js';
import type { Clock } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';
import { LIMITS } from '../domain/limits.js';
import type { Engine, FileWriter } from '../store/index.js';
import { cancellable } from './cancel.js';
import { Statement } from './compile.js';
import type { RunOptions } from './event-queries.js';
import { Unfinished, valueName } from './export-files.js';
import { DIVISIONS, ENGINE_FORMATS, type ExportBy, type ExportFormat, rowsSql } from './export-sql.js';
import { FactsReader } from './facts.js';
import type { Query } from './query.js';

export interface EventExportOptions {
  readonly engine: Engine;
  readonly writer: FileWriter;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
}

export interface ExportRequest {
  readonly query: Query;
  readonly format: ExportFormat;
  /** The file; with `by` the folder that its files go to. */
  readonly output: string;
  readonly by?: ExportBy | undefined;
  /** Whether files that are there may be replaced. */
  readonly force?: boolean;
  /** Told of each file as soon as it is complete. */
  readonly written?: (file: ExportedFile, of: number) => void;
}

export interface ExportedFile {
  readonly file: string;
  /** What all its rows have in common, '' for rows without a value; missing where the export is one file. */
  readonly value?: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface ExportAnswer {
  readonly files: readonly ExportedFile[];
  readonly rows: number;
  readonly bytes: number;
  readonly notes: readonly string[];
}

/** One file to come. */
interface Part {
  readonly target: string;
  /** The value that it is for, as bytes; undefined for all rows. */
  readonly value?: Buffer;
  readonly rows: number;
}

/** Exports of one store. */
export class EventExport {
  private readonly facts: FactsReader;

  constructor(private readonly options: EventExportOptions) {
    this.facts = new FactsReader(options.engine);
  }

  /**
   * Writes the files. They appear when all of them are complete; if anything fails, none does.
   *
   * @throws SundialError `export-exists`, `export-unwritable`, `export-count-mismatch`, `query-too-large` and those of
   *   a query
   */
  async write(request: ExportRequest, options: RunOptions = {}): Promise<ExportAnswer> {
    refuseParts(request.query);
    const { catalogue, clock } = this.options;
    const statement = new Statement({ facts: await this.facts.read(), catalogue, clock }, request.query);
    const sqlOf = rowsSql(request.query.fields, request.format, statement);
    const parts = await this.parts(request, statement, options);
    const targets = parts.map(({ target }) => target);
    const folder = request.by ? request.output : path.dirname(request.output);
    const unfinished = await Unfinished.start(targets, folder, request.force ?? false);
    try {
      const files: ExportedFile[] = [];
      for (const part of parts) {
        const file = await this.writePart(
          part,
          files.length,
          { request, statement, sqlOf, unfinished },
          options,
        );
        files.push(file);
        request.written?.(file, parts.length);
      }
      await unfinished.publish(targets);
      const sum = (key: 'rows' | 'bytes') => files.reduce((total, file) => total + file[key], 0);
      return { files, rows: sum('rows'), bytes: sum('bytes'), notes: [...statement.notes] };
    } finally {
      await unfinished.discard();
    }
  }

  /** Which files there will be, with the rows that each has to hold. */
  private async parts(request: ExportRequest, statement: Statement, options: RunOptions): Promise<Part[]> {
    const { by, format, output } = request;
    const events = `FROM events AS e WHERE ${statement.where}`;
    const [total] = await this.rows<{ rows: number }>(`SELECT count() AS rows ${events}`, statement, options);
    if (!by) return [{ target: output, rows: total!.rows }];
    const limit = LIMITS.exportFiles;
    const values = await this.rows<{ value: string; rows: number }>(
      `SELECT hex(${DIVISIONS[by].value}) AS value, count() AS rows ${events}
       GROUP BY value ORDER BY value LIMIT ${limit + 1}`,
      statement,
      options,
    );
    if (values.length > limit)
      throw new SundialError('query-too-large', { problem: `--by ${by} makes too many files`, limit });
    const parts = values.map(({ value, rows }): Part => {
      const bytes = Buffer.from(value, 'hex');
      return { target: path.join(output, `${by}=${valueName(bytes)}.${format}`), value: bytes, rows };
    });
    expect(
      output,
      total!.rows,
      parts.reduce((sum, part) => sum + part.rows, 0),
    );
    return parts;
  }

  private async writePart(
    part: Part,
    number: number,
    { request, statement, sqlOf, unfinished }: Writing,
    { signal }: RunOptions,
  ): Promise<ExportedFile> {
    const { by, format } = request;
    const { engine, writer } = this.options;
    const condition = by ? ` AND ${DIVISIONS[by].is.replace('VALUE', 'unhex({value:String})')}` : '';
    const sql = sqlOf(`(${statement.where})${condition}`);
    const values = { ...statement.bindings.values, value: part.value?.toString('hex') ?? '' };
    const rows = await cancellable(engine, signal, (comment) =>
      writer.write(unfinished.file(number), ENGINE_FORMATS[format], comment + sql, values),
    );
    expect(part.target, part.rows, rows);
    const bytes = await unfinished.seal(number);
    return { file: part.target, ...(part.value && { value: part.value.toString() }), rows, bytes };
  }

  private rows<Row>(sql: string, { bindings }: Statement, { signal }: RunOptions): Promise<Row[]> {
    const { engine } = this.options;
    return cancellable(engine, signal, (comment) => engine.rows<Row>(comment + sql, bindings.values));
  }
}

/** What all files of one export share. */
interface Writing {
  readonly request: ExportRequest;
  readonly statement: Statement;
  readonly sqlOf: (where: string) => string;
  readonly unfinished: Unfinished;
}

/** An export is everything that matches; a saved query may ask for less. */
function refuseParts(query: Query): void {
  for (const place of ['facet', 'sort', 'limit', 'page', 'cursor'] as const)
    if (query[place] !== undefined)
      throw new SundialError('query-invalid', {
        place,
        problem: 'has no meaning in an export of all events',
      });
}

function expect(file: string, expected: number, written: number): void {
  if (expected !== written) throw new SundialError('export-count-mismatch', { file, expected, written });
}
