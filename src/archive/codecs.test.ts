// Tests archives with originals in several forms: all can be read, and recompressing keeps content and time.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Archive, type Compression, openArchive, ZSTD } from './index.js';
import { SMALL_BYTES } from './receive.js';

let folder: string;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'sundial-codecs-')), 'archive');
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

const SMALL = Buffer.from('hello from a zstd file\n');
const LARGE = Buffer.from('"2026-01-15 00:00:00","192.0.2.1"\n'.repeat(SMALL_BYTES / 30));
/** `SMALL` as compressed by `zstd --check` 1.5. */
const ZSTD_FILE = Buffer.from('KLUv/QRYuQAAaGVsbG8gZnJvbSBhIHpzdGQgZmlsZQqWQqTn', 'base64');
const sha = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const put = (archive: Archive, content: Buffer) => archive.put(Readable.from([content]), 'x.csv');
const endings = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => path.extname(name))
    .sort();

async function content(archive: Archive, sha256: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of archive.read(sha256)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function write(content: Buffer, ending: string, bytes: Buffer): string {
  const sha256 = sha(content);
  mkdirSync(path.join(folder, sha256.slice(0, 2)), { recursive: true });
  writeFileSync(path.join(folder, sha256.slice(0, 2), sha256 + ending), bytes);
  return sha256;
}

const NEWEST = ZSTD ? '.zst' : '.br';

test.each<[Compression, string[], string[]]>([
  ['auto', ['', NEWEST], [NEWEST, NEWEST]],
  ['brotli', ['', '.br'], ['.br', '.br']],
  ['none', ['', ''], ['', '']],
])(
  'with %s, small originals are compressed at once and large ones later',
  async (compression, first, then) => {
    const archive = openArchive(folder, { compression });
    const [small, large] = [await put(archive, SMALL), await put(archive, LARGE)];
    expect(endings()).toEqual(first);
    for (const { sha256 } of [small, large]) await archive.compress(sha256);
    expect(endings()).toEqual(then);
    expect(await content(archive, small.sha256)).toEqual(SMALL);
    expect((await content(archive, large.sha256)).equals(LARGE)).toBe(true);
  },
);

test('compressing keeps other codecs; recompressing converts all originals to one form and keeps their times', async () => {
  const { sha256 } = await put(openArchive(folder, { compression: 'brotli' }), SMALL);
  const raw = (await put(openArchive(folder), LARGE)).sha256;
  const time = new Date('2026-01-15T08:00:00Z');
  const placed = (name: string) => path.join(folder, name.slice(0, 2), name);
  for (const name of [`${sha256}.br`, raw]) utimesSync(placed(name), time, time);
  const archive = openArchive(folder);
  await archive.compress(sha256);
  expect(endings()).toEqual(['', '.br']);
  for (const each of [sha256, raw]) await archive.recompress(each);
  expect(endings()).toEqual([NEWEST, NEWEST]);
  for (const each of [sha256, raw]) {
    await archive.verify(each);
    expect(statSync(placed(each + NEWEST)).mtime).toEqual(time);
  }
  const held = [];
  for await (const original of archive.list()) held.push(original);
  expect(held.map(({ forms, storedAt }) => [forms, storedAt])).toEqual([
    [[archive.codec], time],
    [[archive.codec], time],
  ]);
  await archive.remove(raw);
  expect(archive.holds(raw)).toBe(false);
});

test('an original that a kill left in two forms counts once, and is removed in both forms', async () => {
  const sha256 = write(SMALL, '', SMALL);
  const archive = openArchive(folder, { compression: 'brotli' });
  await archive.compress(sha256);
  write(SMALL, '', SMALL);
  expect(endings()).toEqual(['', '.br']);
  expect(await content(archive, sha256)).toEqual(SMALL);
  await archive.recompress(sha256);
  expect(endings()).toEqual(['.br']);
  write(SMALL, '', SMALL);
  await archive.remove(sha256);
  expect(endings()).toEqual([]);
});

test('a damaged original is not recompressed, and aborting leaves an original unchanged', async () => {
  const archive = openArchive(folder);
  const damaged = write(SMALL, '', Buffer.from('other bytes'));
  await expect(archive.recompress(damaged)).rejects.toMatchObject({ code: 'original-damaged' });
  const intact = write(LARGE, '', LARGE);
  await expect(archive.recompress(intact, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  expect(endings()).toEqual(['', '']);
  expect(existsSync(path.join(folder, 'incoming')) && readdirSync(path.join(folder, 'incoming'))).toEqual([]);
});

describe('an original that the zstd command compressed', () => {
  test.runIf(ZSTD)('can be read like any other', async () => {
    const sha256 = write(SMALL, '.zst', ZSTD_FILE);
    expect(await content(openArchive(folder), sha256)).toEqual(SMALL);
    await openArchive(folder, { compression: 'brotli' }).recompress(sha256);
    expect(endings()).toEqual(['.br']);
    expect(await content(openArchive(folder), sha256)).toEqual(SMALL);
  });

  test.skipIf(ZSTD)('counts, and a Node that cannot read it says which version can', async () => {
    const sha256 = write(SMALL, '.zst', ZSTD_FILE);
    const archive = openArchive(folder);
    expect(archive.holds(sha256)).toBe(true);
    for (const work of [archive.verify, archive.recompress, () => content(archive, sha256)])
      await expect(work(sha256)).rejects.toMatchObject({
        code: 'original-codec',
        details: { codec: 'zstd' },
      });
    await expect(archive.verify(sha256)).rejects.toThrow(/Run Sundial with Node 24/);
    expect(endings()).toEqual(['.zst']);
    // The same file again brings a form that this Node reads.
    expect((await put(archive, SMALL)).isNew).toBe(true);
    expect(await content(archive, sha256)).toEqual(SMALL);
    expect((await put(archive, SMALL)).isNew).toBe(false);
    await archive.recompress(sha256);
    expect(endings()).toEqual(['.br']);
  });
});
