// Tests `sundial store compress`: its dry run, its work, and the originals that it leaves unchanged.
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZSTD } from '../../../archive/index.js';
import { Session } from '../../testing/session.js';
import { declareStore } from './store.js';

const session = new Session(declareStore);
const CODEC = ZSTD ? 'zstd' : 'brotli';
const ENDING = ZSTD ? '.zst' : '.br';
const RAW = { env: { SUNDIAL_ARCHIVE_COMPRESSION: 'none' } };

const report = (ip: string) =>
  ['timestamp,severity,ip,protocol,port', `2026-01-15 00:00:00,low,${ip},udp,123`, ''].join('\n');
const originals = () =>
  readdirSync(path.join(session.data, 'archive'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .sort();
const endings = () => originals().map((file) => path.extname(file));
const compress = async (...args: string[]) => session.run(['store', 'compress', ...args]);
const json = async (...args: string[]) =>
  JSON.parse((await session.run(['--json', 'store', 'compress', ...args])).out);

beforeAll(async () => {
  session.write('in/2026-01-15-scan_ntp-a.csv', report('192.0.2.1'));
  session.write('in/2026-01-15-scan_ntp-b.csv', report('192.0.2.2'));
  await session.run(['ingest', 'in'], RAW);
});
afterAll(() => session.remove());

test('reports the originals to compress, or that there are none', async () => {
  expect(endings()).toEqual(['', '']);
  expect(await json('--dry-run')).toMatchObject({ originals: 2 });
  expect((await compress('--dry-run')).out).toMatch(
    new RegExp(`^2 originals of .* would be compressed with ${CODEC}\\.$`),
  );
  expect((await session.run(['store', 'compress'], RAW)).out).toContain('archive_compression is "none"');
  expect(endings()).toEqual(['', '']);
});

test('a damaged original stays unchanged, and the others are compressed', async () => {
  const [first] = originals();
  const content = readFileSync(first!);
  writeFileSync(first!, 'damaged');
  const { out, notes, code } = await compress();
  expect(out).toMatch(/^Compressed 1 original with .*\. 1 original stayed unchanged\.$/);
  expect(notes).toContain('does not match its name');
  expect(code).toBe(3);
  expect(endings()).toEqual(['', ENDING]);
  writeFileSync(first!, content);
  expect(await json()).toMatchObject({ originals: 1, left: 0 });
  expect(endings()).toEqual([ENDING, ENDING]);
  expect((await compress()).out).toBe(`All originals are compressed with ${CODEC}. Nothing was changed.`);
});

test.skipIf(ZSTD)(
  'originals that this Node cannot read are named by one example and their number',
  async () => {
    const before = originals();
    for (const file of before) renameSync(file, file.replace(/\.br$/, '.zst'));
    const { out, notes, code } = await compress();
    expect(out).toBe('No original was compressed; 2 stayed unchanged.');
    expect(notes.match(/which this Node .* does not read/g)).toHaveLength(1);
    expect(notes).toContain('1 other original cannot be read for the same reason');
    expect(code).toBe(3);
    for (const file of before) renameSync(file.replace(/\.br$/, '.zst'), file);
  },
);

test.runIf(ZSTD)('originals with one codec are converted to another', async () => {
  const brotli = { env: { SUNDIAL_ARCHIVE_COMPRESSION: 'brotli' } };
  expect((await session.run(['store', 'compress'], brotli)).out).toContain(
    'Compressed 2 originals with brotli',
  );
  expect(endings()).toEqual(['.br', '.br']);
  expect((await compress()).out).toContain('Compressed 2 originals with zstd');
});
