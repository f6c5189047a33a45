// Tests the archive of originals: content comes back exactly, is stored once, and survives kills at any point.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Archive, type Held, openArchive, ZSTD } from './index.js';
import { SMALL_BYTES } from './receive.js';

let folder: string;
let archive: Archive;
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'sundial-archive-')), 'originals');
  archive = openArchive(folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(path.dirname(folder), { recursive: true });
});

/** The ending of compressed originals' names. */
const ENDING = ZSTD?.suffix ?? '.br';
const SMALL = Buffer.from('"timestamp","ip"\n"2026-01-15 00:00:00","192.0.2.1"\n');
const LARGE = randomBytes(SMALL_BYTES + 300_000);
const sha = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

function inChunks(content: Buffer, size = 65_536): Readable {
  const chunks: Buffer[] = [];
  for (let at = 0; at < content.length; at += size) chunks.push(content.subarray(at, at + size));
  return Readable.from(chunks);
}
async function bytesOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
async function everything(): Promise<Held[]> {
  const held: Held[] = [];
  for await (const each of archive.list()) held.push(each);
  return held;
}
async function rawOnes(): Promise<string[]> {
  const raw: string[] = [];
  for await (const sha256 of archive.raw()) raw.push(sha256);
  return raw;
}
const filesBelow = (root: string): string[] =>
  existsSync(root)
    ? readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
    : [];

describe.each([
  ['small', SMALL],
  ['exactly at the limit of small', randomBytes(SMALL_BYTES)],
  ['large', LARGE],
])('a %s original', (_, content) => {
  test('comes back exactly, in every form', async () => {
    const stored = await archive.put(inChunks(content), 'x.csv');
    expect(stored).toEqual({ sha256: sha(content), bytes: content.length, isNew: true });
    expect((await bytesOf(archive.read(stored.sha256))).equals(content)).toBe(true);
    await archive.compress(stored.sha256);
    await archive.compress(stored.sha256);
    expect(archive.rawPath(stored.sha256)).toBeUndefined();
    expect((await bytesOf(archive.read(stored.sha256))).equals(content)).toBe(true);
    await archive.verify(stored.sha256);
    expect(filesBelow(folder)).toEqual([stored.sha256 + ENDING]);
  });

  test('is kept once, raw or compressed', async () => {
    const { sha256 } = await archive.put(inChunks(content), 'x.csv');
    expect((await archive.put(inChunks(content, 1000), 'y.csv')).isNew).toBe(false);
    await archive.compress(sha256);
    expect((await openArchive(folder).put(inChunks(content), 'z.csv')).isNew).toBe(false);
    expect(filesBelow(folder)).toHaveLength(1);
  });

  test('stored many times concurrently is new exactly once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => archive.put(inChunks(content), 'x.csv')));
    expect(all.filter((stored) => stored.isNew)).toHaveLength(1);
    expect(filesBelow(folder)).toHaveLength(1);
    await archive.verify(all[0]!.sha256);
  });

  test('is readable by its owner only', async () => {
    const { sha256 } = await archive.put(inChunks(content), 'x.csv');
    const part = path.join(folder, sha256.slice(0, 2));
    expect(statSync(part).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(part, readdirSync(part)[0]!)).mode & 0o777).toBe(0o600);
  });
});

test('a large original can be read as a file until it is compressed', async () => {
  const { sha256 } = await archive.put(inChunks(LARGE), 'x.csv');
  expect((await readFile(archive.rawPath(sha256)!)).equals(LARGE)).toBe(true);
});

test.each([
  ['small', SMALL],
  ['large', LARGE],
  // Its compressed form is small.
  ['large and repetitive', Buffer.alloc(3 * SMALL_BYTES, SMALL)],
])('the chunks of a %s original are its bytes, raw and compressed', async (_, content) => {
  const { sha256 } = await archive.put(inChunks(content), 'x.csv');
  const chunked = async (): Promise<Buffer> => {
    const copies: Buffer[] = [];
    for await (const chunk of archive.chunks(sha256)) copies.push(Buffer.from(chunk));
    return Buffer.concat(copies);
  };
  expect((await chunked()).equals(content)).toBe(true);
  await archive.compress(sha256);
  expect((await chunked()).equals(content)).toBe(true);
  const [file] = filesBelow(folder);
  const place = path.join(folder, sha256.slice(0, 2), file!);
  await writeFile(place, (await readFile(place)).subarray(0, -3));
  await expect(chunked()).rejects.toMatchObject({ code: 'original-damaged' });
  await archive.remove(sha256);
  await expect(chunked()).rejects.toMatchObject({ code: 'original-missing' });
});

/** Hands out chunks in one buffer, as sources do. */
async function* passing(content: Buffer, size = 65_536): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < content.length; at += size)
    yield buffer.subarray(0, content.copy(buffer, 0, at, at + size));
}

test.each([
  ['small', SMALL],
  ['at the limit of small', randomBytes(SMALL_BYTES)],
  ['large', LARGE],
])('a %s original comes back exactly, although its source used one buffer', async (_, content) => {
  for (const compress of [false, true]) {
    const { sha256 } = await archive.put(passing(content), 'x.csv', compress);
    expect(sha256).toBe(sha(content));
    expect((await bytesOf(archive.read(sha256))).equals(content)).toBe(true);
    await archive.remove(sha256);
  }
});

test.runIf(ZSTD)('a large original that is to be compressed is never written uncompressed', async () => {
  const text = Buffer.alloc(3 * SMALL_BYTES, SMALL);
  const { sha256 } = await archive.receive(passing(text), 'x.csv', true);
  const [unfinished] = readdirSync(path.join(folder, 'incoming'));
  expect(statSync(path.join(folder, 'incoming', unfinished!)).size).toBeLessThan(text.length / 10);
  expect((await bytesOf(archive.read(sha256))).equals(text)).toBe(true);
  await archive.secure();
  expect(filesBelow(folder)).toEqual([`${sha256}.zst`]);
  expect((await archive.put(passing(text), 'y.csv', true)).isNew).toBe(false);
  await archive.compress(sha256);
  await archive.verify(sha256);
  expect(filesBelow(folder)).toEqual([`${sha256}.zst`]);
});

test('a small original can be read from memory until it is secured', async () => {
  const content = Buffer.from('a row');
  const { sha256 } = await archive.receive(Readable.from([content]), 'small.csv');
  expect(archive.received(sha256)).toEqual(content);
  await archive.secure();
  expect(archive.received(sha256)).toBeUndefined();
  const large = await archive.receive(Readable.from([randomBytes(SMALL_BYTES + 10)]), 'large.csv');
  expect(archive.received(large.sha256)).toBeUndefined();
});

test('an empty stream leaves nothing behind', async () => {
  await expect(archive.put(Readable.from([]), 'x.csv')).rejects.toMatchObject({ code: 'file-empty' });
  expect(filesBelow(folder)).toEqual([]);
});

test.each([10, SMALL_BYTES + 10])(
  'the error of a stream that fails after %i bytes is passed on',
  async (bytes) => {
    async function* failing(): AsyncGenerator<Buffer> {
      yield randomBytes(bytes);
      throw Object.assign(new Error('the source failed'), { code: 'ENOSPC' });
    }
    for (const compress of [false, true])
      await expect(archive.put(failing(), 'x.csv', compress)).rejects.toThrow('the source failed');
    expect(filesBelow(folder)).toEqual([]);
  },
);

describe('a full disk', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const fileHandle = async (): Promise<{ write: () => Promise<unknown>; datasync: () => Promise<void> }> => {
    const handle = await open(tmpdir(), 'r');
    await handle.close();
    return Object.getPrototypeOf(handle);
  };

  test.each([
    ['small', SMALL],
    ['large', LARGE],
  ])('is told as such for a %s original, and nothing stays', async (_, content) => {
    vi.spyOn(await fileHandle(), 'write').mockRejectedValue(full);
    for (const compress of [false, true])
      await expect(archive.put(inChunks(content), 'x.csv', compress)).rejects.toMatchObject({
        code: 'disk-full',
        details: { file: 'x.csv', folder },
      });
    expect(filesBelow(folder)).toEqual([]);
    vi.restoreAllMocks();
    expect((await archive.put(inChunks(content), 'x.csv')).isNew).toBe(true);
  });

  test('during compression leaves the raw form', async () => {
    const { sha256 } = await archive.put(inChunks(LARGE), 'x.csv');
    vi.spyOn(await fileHandle(), 'datasync').mockRejectedValue(full);
    await expect(archive.compress(sha256)).rejects.toMatchObject({ code: 'disk-full' });
    expect(filesBelow(folder)).toEqual([sha256]);
    await archive.verify(sha256);
  });
});

describe('after a kill', () => {
  test('unfinished files are removed, but not those being written', async () => {
    await archive.put(inChunks(SMALL), 'x.csv');
    writeFileSync(path.join(folder, 'incoming', 'left-by-a-kill'), 'half');
    let next: () => void = () => {};
    async function* slow(): AsyncGenerator<Buffer> {
      yield LARGE;
      await new Promise<void>((resolve) => {
        next = resolve;
      });
    }
    const writing = archive.put(Readable.from(slow()), 'y.csv');
    await expect.poll(() => readdirSync(path.join(folder, 'incoming'))).toHaveLength(2);
    expect(await archive.cleanUp()).toBe(1);
    next();
    await archive.verify((await writing).sha256);
  });

  test('between naming the compressed form and removing the raw one: both exist, one stays', async () => {
    const { sha256 } = await archive.put(inChunks(LARGE), 'x.csv');
    const raw = archive.rawPath(sha256)!;
    await archive.compress(sha256);
    await writeFile(raw, LARGE);
    expect(await everything()).toHaveLength(1);
    expect((await archive.put(inChunks(LARGE), 'x.csv')).isNew).toBe(false);
    expect(await rawOnes()).toEqual([sha256]);
    await openArchive(folder).compress(sha256);
    expect(filesBelow(folder)).toEqual([sha256 + ENDING]);
    await archive.verify(sha256);
  });

  test('remaining raw originals are listed', async () => {
    const large = await archive.put(inChunks(LARGE), 'x.csv');
    await archive.put(inChunks(SMALL), 'y.csv');
    expect(await rawOnes()).toEqual([large.sha256]);
  });
});

describe('damage is detected', () => {
  test.each([
    [
      'another byte',
      (content: Buffer) => Buffer.concat([content.subarray(0, -1), Buffer.from([~content.at(-1)! & 0xff])]),
    ],
    ['cut off', (content: Buffer) => content.subarray(0, content.length / 2)],
    ['emptied', () => Buffer.alloc(0)],
  ])('in either form: %s', async (_, damage) => {
    const large = (await archive.put(inChunks(LARGE), 'x.csv')).sha256;
    const small = (await archive.put(inChunks(SMALL), 'y.csv')).sha256;
    await writeFile(archive.rawPath(large)!, damage(LARGE));
    const compressed = path.join(folder, small.slice(0, 2), small + ENDING);
    await writeFile(compressed, damage(await readFile(compressed)));
    for (const sha256 of [large, small]) {
      await expect(archive.verify(sha256)).rejects.toMatchObject({ code: 'original-damaged' });
    }
    await expect(archive.compress(large)).rejects.toMatchObject({ code: 'original-damaged' });
    expect(archive.rawPath(large)).toBeDefined();
  });
});

test('an absent original is reported as missing, and no other text becomes a path', async () => {
  const absent = sha(Buffer.from('absent'));
  await expect(bytesOf(archive.read(absent))).rejects.toMatchObject({ code: 'original-missing' });
  await expect(archive.verify(absent)).rejects.toMatchObject({ code: 'original-missing' });
  await expect(archive.compress(absent)).rejects.toMatchObject({ code: 'original-missing' });
  await archive.remove(absent);
  expect(() => archive.rawPath('../../../etc/passwd')).toThrow();
  await expect(bytesOf(archive.read('../incoming'))).rejects.toMatchObject({ code: 'original-missing' });
});

test('originals are listed in order with their size on disk, and removed for good', async () => {
  const hashes: string[] = [];
  for (let at = 0; at < 20; at++) {
    hashes.push((await archive.put(Readable.from([Buffer.from(`192.0.2.${at}`)]), 'x')).sha256);
  }
  await mkdir(path.join(folder, 'not-ours'));
  const held = await everything();
  expect(held.map((each) => each.sha256)).toEqual(hashes.toSorted());
  expect(held.every((each) => each.bytesOnDisk > 0)).toBe(true);
  await archive.remove(hashes[0]!);
  expect(archive.holds(hashes[0]!)).toBe(false);
  expect(await everything()).toHaveLength(19);
});

test('a reader that stops early leaves no file open, and the original stays', async () => {
  const { sha256 } = await archive.put(inChunks(LARGE), 'x.csv');
  for (const step of ['raw', 'compressed']) {
    for (let at = 0; at < 50; at++) for await (const _ of archive.read(sha256)) break;
    if (step === 'raw') await archive.compress(sha256);
  }
  expect(readdirSync('/proc/self/fd').length).toBeLessThan(60);
  await archive.verify(sha256);
});

test('200 MB pass through with bounded memory', async () => {
  const block = randomBytes(1024 * 1024);
  async function* blocks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < 200; at++) yield block;
  }
  const before = process.memoryUsage().rss;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  const { sha256, bytes } = await archive.put(Readable.from(blocks()), 'x.csv');
  await archive.compress(sha256);
  await archive.verify(sha256);
  clearInterval(watch);
  expect(bytes).toBe(200 * 1024 * 1024);
  expect(peak - before).toBeLessThan(150 * 1024 * 1024);
});
