// Writes rows to files: to one, or to one for each date, country, type or ASN.
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { RunOptions, ScopedFileWriter, ScopedStatements } from '../../store/index.js';
import { Unfinished, valueName } from './export-files.js';
import {
  type ExportBy,
  type ExportFormat,
  type ExportRows,
  engineFormat,
  expectRows,
} from './export-rows.js';
import { directSource, type ExportSource, gatheredSource } from './export-source.js';

/** The destination and format of an export. */
export interface ExportTarget {
  readonly format: ExportFormat;
  /** The file; with `by` the folder that its files go to. */
  readonly output: string;
  readonly by?: ExportBy | undefined;
  /** Whether existing files may be replaced. */
  readonly force?: boolean;
  /** Called for each file as soon as it is complete. */
  readonly written?: (file: ExportedFile, of: number) => void;
}

export interface ExportedFile {
  readonly file: string;
  /** The common value of its rows, '' for rows without a value; undefined for an export to a single file. */
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

/** One file to write. */
interface Part {
  readonly target: string;
  /** The value of its rows, as bytes; undefined for all rows. */
  readonly value?: Buffer;
  readonly rows: number;
}

export class FileExport {
  constructor(
    private readonly statements: ScopedStatements,
    private readonly writer: ScopedFileWriter,
    private readonly rows: ExportRows,
    private readonly target: ExportTarget,
    private readonly options: RunOptions,
  ) {}

  /**
   * Writes the files. They appear when all of them are complete; after a failure none appears.
   *
   * @throws SundialError `export-exists`, `export-unwritable`, `export-count-mismatch`, `query-too-large` and those of
   *   a query
   */
  async write(): Promise<Omit<ExportAnswer, 'notes'>> {
    const { by, output, force = false, written } = this.target;
    const parts = await this.parts();
    const targets = parts.map(({ target }) => target);
    const unfinished = await Unfinished.start(targets, by ? output : path.dirname(output), force);
    try {
      const source = await this.source(parts.length);
      const files: ExportedFile[] = [];
      try {
        for (const part of parts) {
          files.push(await this.writePart(part, files.length, source, unfinished));
          written?.(files.at(-1)!, parts.length);
        }
      } finally {
        await source.close();
      }
      await unfinished.publish(targets);
      const sum = (key: 'rows' | 'bytes') => files.reduce((total, file) => total + file[key], 0);
      return { files, rows: sum('rows'), bytes: sum('bytes') };
    } finally {
      await unfinished.discard();
    }
  }

  /** The files to write, with the number of rows in each. */
  private async parts(): Promise<Part[]> {
    const { by, format, output } = this.target;
    const { from, division } = this.rows;
    const [total] = await this.ask<{ rows: number }>(`SELECT count() AS rows FROM ${from}`);
    if (!by) return [{ target: output, rows: total!.rows }];
    const limit = LIMITS.exportFiles;
    const values = await this.ask<{ value: string; rows: number }>(
      `SELECT hex(${division!.value}) AS value, count() AS rows FROM ${from}
       GROUP BY value ORDER BY value LIMIT ${limit + 1}`,
    );
    if (values.length > limit)
      throw new SundialError('query-too-large', { problem: `--by ${by} makes too many files`, limit });
    const parts = values.map(({ value, rows }): Part => {
      const bytes = Buffer.from(value, 'hex');
      return { target: path.join(output, `${by}=${valueName(bytes)}.${format}`), value: bytes, rows };
    });
    const sum = parts.reduce((before, part) => before + part.rows, 0);
    expectRows(output, total!.rows, sum);
    return parts;
  }

  /** If rows cannot be gathered, each file is read in a separate pass. */
  private async source(files: number): Promise<ExportSource> {
    const { statements, rows, options } = this;
    const { format } = this.target;
    if (files < 2 || !statements.gathers) return directSource(rows, format);
    return gatheredSource(statements, rows, format, options);
  }

  private async writePart(
    part: Part,
    number: number,
    source: ExportSource,
    unfinished: Unfinished,
  ): Promise<ExportedFile> {
    const format = engineFormat(this.rows, this.target.format);
    const sql = source.sql(part.value !== undefined);
    const values = { ...this.rows.values, value: part.value?.toString('hex') ?? '' };
    const rows = await this.writer.write(unfinished.file(number), format, sql, values, this.options);
    expectRows(part.target, part.rows, rows);
    const bytes = await unfinished.seal(number);
    return { file: part.target, ...(part.value && { value: part.value.toString() }), rows, bytes };
  }

  private ask<Row>(sql: string): Promise<Row[]> {
    return this.statements.rows<Row>(sql, this.rows.values, this.options);
  }
}
