// Checks folders against the contract of sources, and their special features: changed files, archives, arrivals.
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SundialError } from '../../domain/errors.js';
import { contextIn, entryOf } from '../testing/entry-of.js';
import { MemoryInMemory } from '../testing/memory-in-memory.js';
import { type SourceUnderTest, testSourceContract } from '../testing/source-contract.js';
import { takeInForTest } from '../testing/take-in.js';
import { writeZip } from '../testing/zip-writer.js';
import { FOLDER_KIND } from './declaration.js';

/** Where Sundial keeps its own data in these tests. */
const OWN_DATA = 'data';
const csv = (number: number) => `"timestamp","ip"\n"2026-01-15 00:00:00","192.0.2.${number}"\n`;
const nameOf = (number: number) => `2026-01-15-scan_ssl-list${number}.csv`;

async function folder(below = ''): Promise<SourceUnderTest & { readonly place: string }> {
  const place = mkdtempSync(path.join(tmpdir(), 'sundial-folder-'));
  const entry = { path: path.join(place, below) };
  return {
    place,
    open: () => FOLDER_KIND.open(entryOf(FOLDER_KIND, entry), contextIn(path.join(place, OWN_DATA))),
    add: (number) => {
      mkdirSync(path.join(place, String(number)), { recursive: true });
      writeFileSync(path.join(place, String(number), nameOf(number)), csv(number));
    },
    close: async () => rmSync(place, { recursive: true }),
  };
}

testSourceContract('folder', {
  make: folder,
  gone: { make: () => folder('none'), code: 'path-missing' },
});

/** A folder for one test, with a memory and a function that reads the folder again. */
async function watchedFolder() {
  const under = await folder();
  onTestFinished(() => under.close());
  const memory = new MemoryInMemory();
  const source = await under.open();
  const write = (name: string, content: string | Buffer, seconds = 1_768_536_000) => {
    const file = path.join(under.place, name);
    writeFileSync(file, content);
    utimesSync(file, seconds, seconds);
  };
  const names = async (options: Parameters<typeof takeInForTest>[2] = {}) =>
    [...(await takeInForTest(source, memory, options)).contents.keys()].sort();
  return { ...under, source, memory, write, names };
}

test('a file is read again when its size or its time changes', async () => {
  const { write, names } = await watchedFolder();
  write(nameOf(1), csv(1));
  write(nameOf(2), csv(2));
  expect(await names()).toEqual([nameOf(1), nameOf(2)]);
  write(nameOf(1), csv(1), 1_768_536_001);
  expect(await names()).toEqual([nameOf(1)]);
  write(nameOf(2), csv(200));
  expect(await names()).toEqual([nameOf(2)]);
  expect(await names()).toEqual([]);
});

test('an archive is remembered only once all of its members are decided', async () => {
  const { write, source, memory, names } = await watchedFolder();
  const members = [1, 2].map((number) => ({ name: nameOf(number), content: Buffer.from(csv(number)) }));
  write('both.zip', writeZip(members));
  const error = new SundialError('file-empty', { file: 'x' });
  await takeInForTest(source, memory, { outcome: 'failed', error });
  expect(await names()).toEqual([]);
  expect(await names({ again: 'unhandled' })).toEqual([nameOf(1), nameOf(2)]);
  expect(await names({ again: 'unhandled' })).toEqual([]);
  expect(await names({ again: 'all' })).toEqual([nameOf(1), nameOf(2)]);
});

test('unfinished and hidden files are skipped, and others are refused once', async () => {
  const { write, source, memory } = await watchedFolder();
  for (const name of ['.hidden.csv', 'x.csv.part', 'y.csv.tmp', 'z.csv~']) write(name, csv(1));
  write('notes.doc', 'no report');
  const first = await takeInForTest(source, memory);
  expect(first.items.map(({ kind, path: shown }) => [kind, path.basename(shown)])).toEqual([
    ['refusal', 'notes.doc'],
  ]);
  expect(first.failure).toMatchObject({ code: 'file-not-a-report' });
  expect((await takeInForTest(source, memory)).items).toEqual([]);
});

test("Sundial's own data in the folder is left out, and the summary says so", async () => {
  const { place, write, source, memory } = await watchedFolder();
  write(nameOf(1), csv(1));
  mkdirSync(path.join(place, OWN_DATA, 'archive'), { recursive: true });
  write(`${OWN_DATA}/archive/${nameOf(2)}`, csv(2));
  const { contents, items, summary } = await takeInForTest(source, memory);
  expect([[...contents.keys()], items.length]).toEqual([[nameOf(1)], 1]);
  expect(summary!.lines).toEqual([
    '1 file in the folder: 0 already there, 1 taken in',
    `${path.join(place, OWN_DATA)}: left out, because Sundial keeps its own data there`,
  ]);
  expect((await source.check()).json).toMatchObject({ files: 1 });
});

test('everything is read again when the selection of reports changes', async () => {
  const { write, names } = await watchedFolder();
  write(nameOf(1), csv(1));
  expect(await names({ outcome: 'unselected' })).toEqual([nameOf(1)]);
  expect(await names()).toEqual([]);
  const selection = { lists: [], types: ['scan_ssl'], excluded: [] };
  expect(await names({ selection })).toEqual([nameOf(1)]);
});

test('the summary counts known, new, unselected and failed files', async () => {
  const { write, source, memory } = await watchedFolder();
  write(nameOf(1), csv(1));
  expect((await takeInForTest(source, memory)).summary!.lines).toEqual([
    '1 file in the folder: 0 already there, 1 taken in',
  ]);
  write(nameOf(2), csv(2));
  const { summary } = await takeInForTest(source, memory, { outcome: 'unselected' });
  expect(summary!.lines).toEqual(['2 files in the folder: 1 already there, 0 taken in, 1 not requested']);
  expect(summary!.json).toEqual({ folder: { files: 2, known: 1, taken: 0, left: 1, failed: 0 } });
});

test('announces arrivals, and stops at the signal', async () => {
  const { source, write } = await watchedFolder();
  const stopped = new AbortController();
  const stopping = source.arrival!(stopped.signal);
  stopped.abort();
  await stopping;
  const arrived = source.arrival!(new AbortController().signal);
  // The watch begins some time after the call, so files are added until one is announced.
  let number = 0;
  const writing = setInterval(() => write(nameOf(++number), csv(1)), 5);
  await arrived;
  clearInterval(writing);
});
