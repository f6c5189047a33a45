// Checks that the memory of stages does not grow with a report: rows go to the disk in batches of bounded size.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadCatalogue } from '../catalogue/index.js';
import { type Disk, NODE_DISK } from '../domain/disk.js';
import { StageFiles } from './files.js';
import { processReport } from './process/process-report.js';
import { sortReport } from './trees/sort-report.js';

const MIB = 1024 * 1024;
const facts = loadCatalogue().describe('scan_ntp');
const report = { type: 'scan_ntp', date: '2026-03-02', list: 'example' };

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-bounded-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A disk that notes the size of each piece, and the number of files that are open at the same time. */
function notingDisk() {
  const noted = { pieces: [] as number[], lines: [] as number[], open: 0, mostOpen: 0 };
  const opened = async (opening: ReturnType<Disk['create']>) => {
    const file = await opening;
    noted.mostOpen = Math.max(noted.mostOpen, ++noted.open);
    return {
      ...file,
      write: (piece: Uint8Array) => {
        noted.pieces.push(piece.length);
        noted.lines.push(linesIn(piece));
        return file.write(piece);
      },
      close: () => {
        noted.open--;
        return file.close();
      },
    };
  };
  const disk: Disk = {
    ...NODE_DISK,
    create: (file) => opened(NODE_DISK.create(file)),
    append: (file) => opened(NODE_DISK.append(file)),
  };
  return { disk, noted };
}

function linesIn(piece: Uint8Array): number {
  let lines = 0;
  for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, at + 1)) lines++;
  return lines;
}

/** A report in pieces, none of which is kept. */
async function* reportOf(rows: number, row: Buffer, together: number): AsyncGenerator<Buffer> {
  yield Buffer.from('timestamp,ip,geo,banner\n');
  for (let sent = 0; sent < rows; sent += together) yield Buffer.concat(Array(together).fill(row));
}

async function processed(rows: number, row: string, together: number) {
  const { disk, noted } = notingDisk();
  const files = new StageFiles(root, disk);
  const { ready, ...mark } = await processReport(files, {
    ...{ report, facts, path: 'report', enrich: async () => new Map() },
    open: () => reportOf(rows, Buffer.from(row), together),
  });
  await files.place(ready);
  expect(mark.rows).toBe(rows);
  return { noted, mark: { ...mark, files: ready.map(({ target }) => target) } };
}

it('process holds some thousand rows of a report with many', async () => {
  const { noted } = await processed(30_000, '1,192.0.2.1,KE,x\n', 1_000);
  expect(Math.max(...noted.lines)).toBeLessThan(12_000);
  expect(noted.mostOpen).toBe(1);
});

it('process, country and service hold some MiB of a report with long rows', async () => {
  const { noted, mark } = await processed(24, `1,192.0.2.1,KE,${'x'.repeat(MIB - 100)}\n`, 1);
  expect(Math.max(...noted.pieces)).toBeLessThan(10 * MIB);
  const sorting = notingDisk();
  const files = new StageFiles(root, sorting.disk);
  const { ready } = await sortReport(files, {
    ...{ report, facts, trees: ['country', 'service'] },
    processed: { ...mark, content: '', state: 'done', at: '' },
  });
  expect(sorting.noted.pieces.reduce((sum, bytes) => sum + bytes, 0)).toBe(2 * mark.bytes);
  expect(Math.max(...sorting.noted.pieces)).toBeLessThan(18 * MIB);
  expect(sorting.noted.mostOpen).toBe(1);
  await files.discard([...ready.country, ...ready.service].map(({ temporary }) => temporary));
});
