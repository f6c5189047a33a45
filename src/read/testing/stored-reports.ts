// Loads small reports into a real store for tests, and reads their rows back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { everything } from '../../domain/everything.js';
import { rebuildRows } from '../../store/findings/rebuild.js';
import { type OperatorStore, openStore, type Store } from '../../store/index.js';
import { placeEmptyStore } from '../../store/testing/placed-store.js';
import type { ReadResult, ReportJob } from '../report-reader.js';
import { jobOf, readInto } from './reading.js';

/** A report's bytes and special properties. */
export interface TestReport {
  readonly bytes: Uint8Array;
  readonly facts?: Partial<ReportJob['facts']>;
  /** Sizes of the pieces in which the bytes arrive. */
  readonly sizes?: readonly number[];
}

/** A row read back: its line, and its non-empty cells with one character per byte. */
export interface StoredRow {
  readonly line: number;
  readonly cells: readonly (readonly [column: string, value: string])[];
}

/** A row set aside, with one character per byte. */
export interface AsideRow {
  readonly line: number;
  readonly offset: number;
  readonly reason: string;
  readonly raw: string;
  readonly bytes: number;
}

const TABLES = { events: 'event_rows', quarantine: 'quarantine_rows', texts: 'text_lists' } as const;

/** A store in a separate folder. Only one store can be open per process, so open it once per test file. */
export class TestStore {
  private load = 0;

  private constructor(
    readonly folder: string,
    readonly store: Store,
  ) {}

  static async open(): Promise<TestStore> {
    const folder = mkdtempSync(path.join(tmpdir(), 'sundial-rows-'));
    await placeEmptyStore(folder);
    const store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib: 1024 });
    return new TestStore(folder, store);
  }

  get operator(): OperatorStore {
    return this.store.as(everything);
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Reads reports and loads their rows, without ledger and identity. */
  async take(reports: readonly TestReport[]): Promise<ReadResult[]> {
    const { results, segments } = await readInto(
      this.folder,
      reports.map(({ facts, ...report }) => ({ ...report, job: jobOf(++this.load, facts) })),
    );
    for (const segment of segments) {
      await this.store.load(TABLES[segment.table], segment);
      rmSync(segment.file);
    }
    return results;
  }

  /** The exact stored rows of a report. */
  async rows({ load, header, slots }: ReadResult, pageBytes?: number): Promise<StoredRow[]> {
    const { report } = jobOf(load);
    const source = { load, header, slots, report_type: report.type, report_date: report.date };
    const rows: StoredRow[] = [];
    for await (const { line, cells } of rebuildRows(this.operator.tables, source, pageBytes)) {
      rows.push({ line, cells: cells.map(([column, value]) => [column, value.toString('latin1')]) });
    }
    return rows;
  }

  /** The rows of a report that were set aside. */
  async aside({ load }: ReadResult): Promise<AsideRow[]> {
    const rows = await this.operator.tables.rows<AsideRow>(
      `SELECT line, offset, toString(reason) AS reason, hex(raw) AS raw, raw_bytes AS bytes FROM quarantine_rows
       WHERE load = {load:UInt32} ORDER BY line`,
      { load },
    );
    return rows.map((row) => ({ ...row, raw: Buffer.from(row.raw, 'hex').toString('latin1') }));
  }
}
