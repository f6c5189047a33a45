// Loads every sample report through the real pipeline and checks that each row is accounted for and can be read back.

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '../src/archive/index.js';
import { loadCatalogue } from '../src/catalogue/index.js';
import { collectFiles } from '../src/collect/index.js';
import { everything } from '../src/domain/everything.js';
import { type FileOutcome, ingest, openLoader } from '../src/pipeline/index.js';
import { CORPUS_MISSING, corpusFolder, type Sample, samples } from '../src/records/testing/corpus.js';
import { pythonIsMissing, type ReferenceRecord, readWithPython } from '../src/records/testing/python-csv.js';
import { rebuildRows } from '../src/store/findings/rebuild.js';
import { type LedgerRow, openStore, type Store } from '../src/store/index.js';
import { placeEmptyStore } from '../src/store/testing/placed-store.js';

const corpus = corpusFolder();
const missing = corpus ? pythonIsMissing() : CORPUS_MISSING;
const CLOCK = () => new Date('2026-01-15T00:00:00Z');

describe.skipIf(missing)(`the corpus${missing ? ` (skipped: ${missing})` : ''}`, () => {
  const all: Sample[] = corpus ? samples(corpus) : [];
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-corpus-'));
  const outcomes = new Map<string, FileOutcome>();
  const loads = new Map<string, LedgerRow>();
  const reference = new Map<string, ReferenceRecord[]>();
  let store: Store;

  beforeAll(async () => {
    const staged = path.join(folder, 'staged');
    mkdirSync(staged);
    for (const { file, name } of all) copyFileSync(file, path.join(staged, name));
    await placeEmptyStore(folder);
    store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib: 1024 });
    const archive = openArchive(path.join(folder, 'archive'));
    const catalogue = loadCatalogue();
    const loader = openLoader({
      store,
      archive,
      catalogue,
      clock: CLOCK,
      segmentFolder: path.join(folder, 'segments'),
    });
    await ingest(collectFiles([staged], { cwd: folder, clock: CLOCK }), {
      store,
      archive,
      catalogue,
      loader,
      overrides: {},
      // Small enough for several batches.
      batchBytes: 256 * 1024,
      compress: true,
      decided: (outcome) => outcomes.set(path.basename(outcome.path), outcome),
    });
    await loader.close();
    const rows = new Map(
      (await store.as(everything).ledger.inState('live')).map((row) => [sliceAndList(row), row]),
    );
    const read = readWithPython(all.map(({ file }) => readFileSync(file)));
    for (const [index, { name }] of all.entries()) {
      const report = outcomes.get(name)?.report;
      const row = report && rows.get(`${report.type} ${report.date} ${report.list}`);
      if (row) loads.set(name, row);
      reference.set(name, read[index]!);
    }
  });
  afterAll(async () => {
    await store?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('exists, and all of its files are loaded', () => {
    expect(all.length).toBeGreaterThan(0);
    expect([...outcomes.values()].filter(({ outcome }) => outcome !== 'loaded')).toEqual([]);
    expect([...loads.keys()].sort()).toEqual(all.map(({ name }) => name).sort());
  });

  test.each(all.map(({ name }) => name))(
    '%s: every row is accounted for, and every cell can be read back',
    async (name) => {
      const load = loads.get(name)!;
      const outcome = outcomes.get(name)!;
      const { header, rows } = rowsOf(reference.get(name)!, load.header);
      expect(load.header.map((column) => column.replace(/#\d+$/, ''))).toEqual(header);

      expect(outcome.rows).toBe(rows.length);
      expect(outcome.accepted + outcome.duplicate + outcome.quarantined).toBe(rows.length);
      const aside = await asideLines(store, load.load);
      expect(aside.size).toBe(outcome.quarantined);
      for (const { line, cells } of rows) {
        expect(aside.has(line), `line ${line}`).toBe(!cells || cells.length > load.header.length);
      }
      expect(await rebuilt(store, load)).toEqual(
        rows.flatMap(({ line, cells }) =>
          aside.has(line) || !cells ? [] : [nonEmpty(line, cells, load.header)],
        ),
      );
    },
  );

  test('rows count once in each slice, however many lists contain them', () => {
    const distinct = new Map<string, Set<string>>();
    const accepted = new Map<string, number>();
    for (const [name, load] of loads) {
      const slice = `${load.report_type} ${load.report_date}`;
      const seen = distinct.get(slice) ?? new Set();
      distinct.set(slice, seen);
      accepted.set(slice, (accepted.get(slice) ?? 0) + load.accepted);
      for (const { line, cells } of rowsOf(reference.get(name)!, load.header).rows) {
        if (!cells || cells.length > load.header.length) continue;
        seen.add(JSON.stringify(nonEmpty(line, cells, load.header).cells.sort()));
      }
    }
    expect(Object.fromEntries(accepted)).toEqual(
      Object.fromEntries([...distinct].map(([slice, rows]) => [slice, rows.size])),
    );
  });
});

const sliceAndList = (row: LedgerRow): string => `${row.report_type} ${row.report_date} ${row.list}`;

/** Python's records that are rows: all except blank lines, the header and its repetitions. */
function rowsOf(
  records: readonly ReferenceRecord[],
  stored: readonly string[],
): { header: readonly string[]; rows: ReferenceRecord[] } {
  const present = records.filter(({ cells }) => cells?.length !== 0);
  const first = present[0]?.cells ?? [];
  if (!first.some((cell) => cell.trim().toLowerCase() === 'timestamp'))
    return { header: stored, rows: present };
  const isHeader = (cells: readonly string[] | undefined) => JSON.stringify(cells) === JSON.stringify(first);
  return { header: first.map((cell) => cell.trim()), rows: present.filter(({ cells }) => !isHeader(cells)) };
}

/** A row's non-empty cells under the stored names of their columns. */
function nonEmpty(line: number, cells: readonly string[], header: readonly string[]) {
  const pairs = cells.map((cell, place): [string, string] => [header[place]!, cell]);
  return { line, cells: pairs.filter(([, cell]) => cell !== '') };
}

async function rebuilt(store: Store, load: LedgerRow) {
  const rows = [];
  // A page of a few rows, so that files have several.
  for await (const { line, cells } of rebuildRows(store.as(everything).tables, load, 16_384)) {
    rows.push({ line, cells: cells.map(([column, value]) => [column, value.toString('latin1')]) });
  }
  return rows;
}

async function asideLines(store: Store, load: number): Promise<Set<number>> {
  const rows = await store
    .as(everything)
    .tables.rows<{ line: number }>('SELECT line FROM quarantine WHERE load = {load:UInt32}', { load });
  return new Set(rows.map(({ line }) => line));
}
