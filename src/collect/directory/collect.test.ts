// Checks what is collected from files, folders, links and stdin, and what is refused or skipped.
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openArchive } from '../../archive/index.js';
import type { Collected, Delivery } from '../../domain/delivery.js';
import { type CollectOptions, collectFiles, leaveOutOwnData } from '../index.js';
import { contentOf } from '../testing/content-of.js';
import { lines, type Outcome, outcomes } from '../testing/outcome.js';
import { PACKERS } from '../testing/packers.js';
import { writeZip } from '../testing/zip-writer.js';

const CSV = Buffer.from('"timestamp","ip"\n"2026-01-15 00:00:00","192.0.2.1"\n');
const NOW = new Date('2026-01-17T08:00:00Z');
const MODIFIED = new Date('2026-01-16T04:05:06Z');

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(path.join(tmpdir(), 'sundial-collect-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cwd, { recursive: true });
});

function write(file: string, content: Buffer | string = CSV): void {
  const full = path.join(cwd, file);
  mkdirSync(path.dirname(full), { recursive: true });
  writeFileSync(full, content);
  utimesSync(full, MODIFIED, MODIFIED);
}
const collect = (paths: string[], options: Partial<CollectOptions> = {}): AsyncGenerator<Collected> =>
  collectFiles(paths, { cwd, clock: () => NOW, ...options });
const run = (...paths: string[]): Promise<Outcome[]> => outcomes(collect(paths));

describe('a folder', () => {
  test("that contains Sundial's own data is left out, whatever path leads to it", async () => {
    write('in/a.csv');
    write('in/data/archive/b.csv');
    symlinkSync('in', path.join(cwd, 'link'));
    const said: string[] = [];
    const isLeftOut = leaveOutOwnData(path.join(cwd, 'link', 'data'), (folder) => said.push(folder));
    const read = async (given: string) =>
      (await outcomes(collect([given], { isLeftOut }))).map((outcome) => outcome.path);
    expect(await read('in')).toEqual(['in/a.csv']);
    expect(await read('link/../in/data')).toEqual([]);
    expect(await read('in/data/archive/b.csv')).toEqual(['in/data/archive/b.csv']);
    expect(said).toEqual(['in/data', 'in/data']);
    const elsewhere = leaveOutOwnData(path.join(cwd, 'nowhere'), (folder) => said.push(folder));
    expect(await outcomes(collect(['in'], { isLeftOut: elsewhere }))).toHaveLength(2);
  });

  test('is read with everything below it, in the byte order of the paths', async () => {
    for (const file of ['in/b.csv', 'in/a/z.csv', 'in/a.csv', 'in/B.csv', 'in/2026/01/15/x.csv', 'in/ä.csv'])
      write(file);
    expect(lines(await run('in'))).toEqual(
      ['in/2026/01/15/x.csv', 'in/B.csv', 'in/a.csv', 'in/a/z.csv', 'in/b.csv', 'in/ä.csv'].map(
        path.normalize,
      ),
    );
    expect(lines(await run('./in/2026/'))).toEqual(['in/2026/01/15/x.csv']);
    expect((await run(path.join(cwd, 'in/2026')))[0]!.path).toBe(path.join(cwd, 'in/2026/01/15/x.csv'));
  });

  test('hidden and unfinished files are skipped, and other files refused', async () => {
    for (const file of [
      '.hidden.csv',
      '.git/x.csv',
      'x.csv~',
      'x.csv.part',
      'x.csv.tmp',
      'notes.txt',
      'y.csv',
    ])
      write(`in/${file}`);
    expect(lines(await run('in'))).toEqual(['in/notes.txt: file-not-a-report', 'in/y.csv']);
    expect(lines(await run('in/.hidden.csv', 'in/notes.txt'))).toEqual(['in/.hidden.csv', 'in/notes.txt']);
  });

  test('links to files are followed, links to folders are not, and broken links are reported', async () => {
    write('elsewhere/x.csv');
    mkdirSync(path.join(cwd, 'in'));
    symlinkSync('../elsewhere/x.csv', path.join(cwd, 'in/file.csv'));
    symlinkSync('../elsewhere', path.join(cwd, 'in/folder.csv'));
    symlinkSync('.', path.join(cwd, 'in/loop'));
    symlinkSync('nowhere', path.join(cwd, 'in/broken.csv'));
    expect(lines(await run('in'))).toEqual(['in/broken.csv: path-missing', 'in/file.csv']);
    expect(lines(await run('in/folder.csv'))).toEqual(['in/folder.csv/x.csv']);
  });

  test('folders deeper than the limit are refused', async () => {
    write(`in/${'d/'.repeat(33)}x.csv`);
    const all = await run('in');
    expect(all.map((each) => each.error?.code)).toEqual(['file-unreadable']);
  });

  test('names with misleading characters are shown escaped', async () => {
    write('in/a\x1b[31mb\n.csv');
    expect(await run('in')).toMatchObject([
      { path: 'in/a\\x1b[31mb\\x0a.csv', name: 'a\\x1b[31mb\\x0a.csv', content: CSV },
    ]);
  });
});

describe('a file', () => {
  test('is delivered with its size and time, and without the extension of its compression', async () => {
    write('x.csv');
    write('y.csv.gz', gzipSync(CSV));
    write('z.zip', writeZip([{ name: '2026/w.csv', content: CSV }]));
    const all: Collected[] = [];
    for await (const item of collect(['x.csv', 'y.csv.gz', 'z.zip'])) all.push(item);
    expect(all).toMatchObject([
      { source: 'directory', path: 'x.csv', name: 'x.csv', bytes: CSV.length },
      { path: 'y.csv.gz', name: 'y.csv' },
      { path: 'z.zip > 2026/w.csv', name: 'w.csv', bytes: CSV.length },
    ]);
    expect(all.every((item) => item.deliveredAt.getTime() === MODIFIED.getTime())).toBe(true);
  });

  test('that is missing, unreadable or empty does not stop the others', async () => {
    write('empty.csv', '');
    write('x.csv');
    write('secret.csv');
    chmodSync(path.join(cwd, 'secret.csv'), 0);
    const expected = [
      'gone.csv: path-missing',
      'empty.csv: file-empty',
      'x.csv/y.csv: file-unreadable',
      'x.csv',
    ];
    expect(lines(await run('gone.csv', 'empty.csv', 'x.csv/y.csv', 'x.csv'))).toEqual(expected);
    // The superuser can read everything.
    if (process.getuid?.() !== 0)
      expect(lines(await run('secret.csv'))).toEqual(['secret.csv: file-unreadable']);
    expect((await run('gone.csv'))[0]!.error?.message).toBe(
      'gone.csv: no such file or folder. Check the path',
    );
  });

  test.each([
    ['x.csv', CSV],
    ['x.csv.gz', gzipSync(randomBytes(2_000_000).fill('x', 0, 5000)).subarray(0, -9)],
  ])('%s that is written to while being read has changed', async (name, content) => {
    write(name, content);
    for await (const item of collect([name])) {
      appendFileSync(path.join(cwd, name), '"2026-01-15 00:00:01","192.0.2.2"\n');
      await expect(contentOf(item as Delivery)).rejects.toMatchObject({ code: 'file-changed' });
    }
  });

  test('is closed, whether it was opened and read to its end or not', async () => {
    for (const [at, packer] of Object.values(PACKERS).entries()) {
      const inner = await packer.pack([{ name: 'x.csv', content: randomBytes(900_000).fill('x', 0, 5000) }]);
      write(
        `in/${at}.${packer.extension}`,
        await packer.pack([{ name: `i.${packer.extension}`, content: inner }]),
      );
    }
    const temporary = path.join(cwd, 'tmp');
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    const before = readdirSync('/proc/self/fd').length;
    for (let round = 0; round < 5; round++) {
      for await (const item of collect(['in'])) {
        if (round === 1 && item.kind === 'delivery') for await (const _ of await item.open()) break;
        if (round === 2) break;
      }
    }
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 1);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

describe('stdin and pipes', () => {
  test('a report', async () => {
    const all = await outcomes(
      collect(['-'], { stdin: Readable.from([CSV]), stdinName: '2026-01-15-scan_ssl-x.csv' }),
    );
    expect(all).toMatchObject([
      { path: '2026-01-15-scan_ssl-x.csv', name: '2026-01-15-scan_ssl-x.csv', content: CSV },
    ]);
    for await (const item of collect(['-'], { stdin: Readable.from([CSV]) })) {
      expect(item).toMatchObject({ path: 'stdin', deliveredAt: NOW });
    }
  });

  test.each(Object.entries(PACKERS))('%s', async (_, packer) => {
    const packed = await packer.pack([{ name: 'x.csv', content: CSV }]);
    expect(lines(await outcomes(collect(['-'], { stdin: Readable.from([packed]) })))).toEqual([
      'stdin > x.csv',
    ]);
  });

  test('empty, missing and broken streams', async () => {
    async function* breaking(): AsyncGenerator<Buffer> {
      yield Buffer.concat(Array<Buffer>(200).fill(CSV));
      throw new Error('connection lost');
    }
    expect(lines(await outcomes(collect(['-'], { stdin: Readable.from([]) })))).toEqual([
      'stdin: file-empty',
    ]);
    expect(lines(await outcomes(collect(['-'])))).toEqual(['stdin: file-unreadable']);
    const all = await outcomes(collect(['-'], { stdin: Readable.from(breaking()) }));
    expect(all).toMatchObject([
      { error: { code: 'file-unreadable', details: { problem: 'connection lost' } } },
    ]);
  });
});

test('a large gzip file is archived with bounded memory', async () => {
  const row = Buffer.concat(Array<Buffer>(20_000).fill(CSV));
  const packed = gzipSync(row);
  const parts = Array.from({ length: 200 }, () => Buffer.concat([gzipSync(randomBytes(30_000)), packed]));
  write('x.csv.gz', Buffer.concat([gzipSync(CSV), ...parts]));
  const archive = openArchive(path.join(cwd, 'originals'));
  const before = process.memoryUsage().rss;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 5);
  for await (const item of collect(['x.csv.gz'])) {
    const stored = await archive.put(await (item as Delivery).open(), item.path);
    expect(stored.bytes).toBe(CSV.length + 200 * (30_000 + row.length));
  }
  clearInterval(watch);
  expect(peak - before).toBeLessThan(150 * 1024 * 1024);
});
