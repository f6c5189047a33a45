// Checks features of single formats: parts and garbage in gzip, links in tar, passwords, odd methods, magic bytes.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import * as fixture from '../testing/fixtures.js';
import { lines, outcomes, unpackBytes } from '../testing/outcome.js';
import { writeRar } from '../testing/rar-writer.js';
import { writeTar } from '../testing/tar-writer.js';
import { writeZip } from '../testing/zip-writer.js';

const { A_CSV, B_CSV } = fixture;
const run = (bytes: Buffer, name: string, limits = {}) => outcomes(unpackBytes(bytes, name, limits));

describe('gzip', () => {
  const one = gzipSync(A_CSV);
  const both = Buffer.concat([A_CSV, B_CSV]);

  test.each([
    ['in one part', one, A_CSV],
    ['in several parts', Buffer.concat([one, gzipSync(Buffer.alloc(0)), gzipSync(B_CSV)]), both],
    ['followed by garbage', Buffer.concat([one, Buffer.from('garbage')]), A_CSV],
    ['followed by one byte', Buffer.concat([one, Buffer.from('g')]), A_CSV],
    ['padded with zeros', Buffer.concat([one, Buffer.alloc(5000)]), A_CSV],
    [
      'of many parts',
      Buffer.concat(Array.from({ length: 300 }, () => one)),
      Buffer.concat(Array(300).fill(A_CSV)),
    ],
  ])('%s', async (_, packed, content) => {
    const all = await run(packed, 'x.csv.gz');
    expect(all).toMatchObject([{ path: 'x.csv.gz', name: 'x.csv' }]);
    expect(all[0]!.content!.equals(content)).toBe(true);
  });

  test('with every field that a header can have', async () => {
    const header = Buffer.from(one.subarray(0, 10));
    header[3] = 2 | 4 | 8 | 16;
    const fields = Buffer.from('\x03\x00abcname.csv\0a comment\0\x12\x34', 'latin1');
    const all = await run(Buffer.concat([header, fields, one.subarray(10)]), 'x.csv.gz');
    expect(all[0]!.content!.equals(A_CSV)).toBe(true);
  });

  test('cut off or damaged anywhere', async () => {
    for (let at = 2; at < one.length; at++) {
      expect(lines(await run(one.subarray(0, at), 'x.csv.gz'))).toEqual(['x.csv.gz: archive-corrupt']);
      if (at >= 4 && at < 10) continue; // The header's time and system are not protected by a checksum.
      const damaged = Buffer.from(one);
      damaged[at]! ^= 0x80;
      const [found] = await run(damaged, 'x.csv.gz');
      // The last bits before the trailer are padding.
      expect(found!.error?.code === 'archive-corrupt' || found!.content!.equals(A_CSV), `byte ${at}`).toBe(
        true,
      );
    }
  });

  test('a bomb is refused once, as a single file', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000, 'x'));
    expect(lines(await run(bomb, 'x.csv.gz'))).toEqual(['x.csv.gz: archive-limit']);
  });

  test('gzip in gzip in gzip in gzip is too deep', async () => {
    const pack = (depth: number): Buffer => (depth === 0 ? A_CSV : gzipSync(pack(depth - 1)));
    expect(lines(await run(pack(3), 'x.csv.gz'))).toEqual(['x.csv.gz']);
    expect(lines(await run(pack(4), 'x.csv.gz'))).toEqual(['x.csv.gz: archive-limit']);
  });

  test('a year of gzip files in a tar file stays below the limit on members', async () => {
    const entries = Array.from({ length: 30 }, (_, at) => ({ name: `${at}.csv.gz`, content: one }));
    const all = await run(gzipSync(await writeTar(entries)), 'year.tgz', { archiveMembers: 30 });
    expect(all.filter((item) => item.content)).toHaveLength(30);
  });
});

describe('zip', () => {
  test('members that share their packed bytes end the archive', async () => {
    const whole = writeZip([
      { name: 'a.csv', content: A_CSV },
      { name: 'b.csv', content: B_CSV },
    ]);
    const second = whole.lastIndexOf('PK\x01\x02', undefined, 'latin1');
    // The member's beginning according to the directory: that of the first member.
    whole.writeUInt32LE(0, second + 42);
    const all = await run(whole, 'x.zip');
    expect(lines(all)).toEqual(['x.zip > a.csv', 'x.zip: archive-limit']);
    expect(all[1]!.error!.message).toContain('packs several members in the same bytes');
  });

  test('a wrong checksum, a password and an unknown method lose one member each', async () => {
    const content = A_CSV;
    const all = await run(
      writeZip([
        { name: 'sum.csv', content, checksum: 1 },
        { name: 'secret.csv', content, flags: 1 },
        { name: 'method.csv', content, method: 14 },
        { name: 'link.csv', content: Buffer.from('/etc/passwd'), mode: 0o120777 },
        { name: 'size.csv', content, declaredBytes: 1 },
        { name: 'folder/', content: Buffer.alloc(0) },
        { name: 'fine.csv', content },
      ]),
      'x.zip',
    );
    expect(lines(all)).toEqual([
      'x.zip > sum.csv: archive-corrupt',
      'x.zip > secret.csv: archive-encrypted',
      'x.zip > method.csv: file-not-a-report',
      'x.zip > link.csv: file-not-a-report',
      'x.zip > size.csv',
      'x.zip > fine.csv',
    ]);
  });

  test('encrypted with AES', async () => {
    expect(lines(await run(fixture.AES_ZIP, 'x.zip'))).toEqual(['x.zip > a.csv: archive-encrypted']);
  });

  test('members that share their bytes (an overlapping bomb)', async () => {
    const content = Buffer.alloc(3_000_000, 'x');
    const single = writeZip([{ name: '1.csv', content }]);
    const start = single.readUInt32LE(single.length - 6);
    const listed = single.subarray(start, -22);
    const end = Buffer.from(single.subarray(-22));
    end.writeUInt16LE(200, 8);
    end.writeUInt16LE(200, 10);
    end.writeUInt32LE(listed.length * 200, 12);
    const bomb = Buffer.concat([single.subarray(0, start), ...Array<Buffer>(200).fill(listed), end]);
    const all = await run(bomb, 'x.zip');
    expect(all.filter((each) => each.content).length).toBeLessThan(20);
    expect(lines(all).at(-1)).toBe('x.zip: archive-limit');
  });
});

describe('tar', () => {
  test('links and devices have no content, whatever they point to', async () => {
    const content = Buffer.alloc(0);
    const all = await run(
      await writeTar([
        { name: 'soft.csv', content, type: 'symlink', linkname: '/etc/passwd' },
        { name: 'hard.csv', content, type: 'link', linkname: '../../etc/passwd' },
        { name: 'device.csv', content, type: 'character-device' },
        { name: 'pipe.csv', content, type: 'fifo' },
        { name: 'folder', content, type: 'directory' },
        { name: `${'long/'.repeat(25)}${'n'.repeat(150)}.csv`, content: A_CSV },
      ]),
      'x.tar',
    );
    expect(all.slice(0, 4).map((each) => each.error?.code)).toEqual(Array(4).fill('file-not-a-report'));
    expect(all[4]!.name).toBe(`${'n'.repeat(150)}.csv`);
    expect(all).toHaveLength(5);
  });

  test('cut off between two members', async () => {
    const whole = await writeTar([{ name: 'a.csv', content: A_CSV }]);
    expect(lines(await run(whole.subarray(0, 1024), 'x.tar'))).toEqual([
      'x.tar > a.csv',
      'x.tar: archive-corrupt',
    ]);
  });
});

describe('7z', () => {
  test.each([
    ['LZMA', fixture.SOLID_7Z],
    ['PPMd', fixture.PPMD_7Z],
  ])('packed with %s', async (_, packed) => {
    const all = await run(packed, 'x.7z');
    expect(all.map((each) => each.content?.toString())).toEqual([A_CSV.toString(), B_CSV.toString()]);
  });

  test('encrypted, with and without its names', async () => {
    expect(lines(await run(fixture.ENCRYPTED_7Z, 'x.7z'))).toEqual(['x.7z > a.csv: archive-encrypted']);
    expect(lines(await run(fixture.HIDDEN_7Z, 'x.7z'))).toEqual(['x.7z: archive-encrypted']);
  });

  const limits = { archiveRatioFloorBytes: 1_000_000 };
  test('a bomb is stopped when recognised', async () => {
    const all = await run(fixture.BOMB_7Z, 'x.7z', limits);
    expect(lines(all)).toEqual(['x.7z > a.csv', 'x.7z > big.csv: archive-limit', 'x.7z: archive-limit']);
  });

  test('a bomb that is never opened is stopped as well', async () => {
    const paths: string[] = [];
    for await (const item of unpackBytes(fixture.BOMB_7Z, 'x.7z', { ...limits, archiveRatio: 1 }))
      paths.push(item.path);
    expect(paths.slice(0, 2)).toEqual(['x.7z > a.csv', 'x.7z > big.csv']);
  });

  test('larger than memory allows', async () => {
    const all = await run(fixture.SOLID_7Z, 'x.7z', { memoryArchiveBytes: 100 });
    expect(lines(all)).toEqual(['x.7z: archive-limit']);
  });
});

test('rar: a wrong checksum is noticed', async () => {
  const all = await run(writeRar([{ name: 'a.csv', content: A_CSV, checksum: 1 }]), 'x.rar');
  expect(lines(all)).toEqual(['x.rar > a.csv: archive-corrupt']);
});

describe('the content counts, not the name', () => {
  test.each<[string, string, Buffer, string[]]>([
    ['zip called csv', 'x.csv', writeZip([{ name: 'y.csv', content: A_CSV }]), ['x.csv > y.csv']],
    ['csv called zip', 'x.csv.zip', A_CSV, ['x.csv.zip']],
    ['gzip called csv', 'x.csv', gzipSync(A_CSV), ['x.csv']],
    ['text in UTF-16', 'x.csv', Buffer.from('\ufeffa,b', 'utf16le'), ['x.csv: file-not-a-report']],
    ['PDF called zip', 'x.zip', Buffer.from('%PDF-1.7'), ['x.zip: archive-corrupt']],
    ['bzip2', 'x.csv.bz2', Buffer.from('BZh91AY'), ['x.csv.bz2: file-not-a-report']],
    [
      'control bytes in a banner',
      'x.csv',
      Buffer.from('a,b\n"\x04\x1c\x1e\0","\x07"\n'.repeat(9)),
      ['x.csv'],
    ],
    ['nothing', 'x.csv', Buffer.alloc(0), ['x.csv: file-empty']],
    ['gzip of nothing', 'x.csv.gz', gzipSync(Buffer.alloc(0)), ['x.csv.gz: file-empty']],
  ])('%s', async (_, name, bytes, expected) => {
    const all = await run(bytes, name);
    expect(lines(all)).toEqual(expected);
    if (all[0]!.name) expect(all[0]!.name).toMatch(/^[xy]\.csv$/);
  });
});
