// Checks zstd files if this Node supports them, and the error if it does not.
import { describe, expect, test } from 'vitest';
import { A_CSV, B_CSV } from '../testing/fixtures.js';
import { lines, outcomes, unpackBytes } from '../testing/outcome.js';
import { writeTar } from '../testing/tar-writer.js';
import { skippableFrame, zstFrame } from '../testing/zst-writer.js';
import { HAS_ZSTD } from './zst.js';

const run = (bytes: Buffer, name: string, limits = {}) => outcomes(unpackBytes(bytes, name, limits));

/** Made by `zstd --check` 1.5. */
const CHECKED = Buffer.from('KLUv/SQZyQAAdGltZXN0YW1wLGlwCjEsMTkyLjAuMi4xCie7xEo=', 'base64');
const one = zstFrame(A_CSV);

describe.runIf(HAS_ZSTD)('zstd', () => {
  test.each([
    ['in one frame', one, A_CSV],
    [
      'in several frames',
      Buffer.concat([one, zstFrame(Buffer.alloc(0)), zstFrame(B_CSV)]),
      Buffer.concat([A_CSV, B_CSV]),
    ],
    [
      'with skippable frames',
      Buffer.concat([skippableFrame(B_CSV), one, skippableFrame(B_CSV), zstFrame(B_CSV)]),
      Buffer.concat([A_CSV, B_CSV]),
    ],
    ['followed by garbage', Buffer.concat([one, Buffer.from('garbage')]), A_CSV],
    [
      'of many frames',
      Buffer.concat(Array.from({ length: 300 }, () => one)),
      Buffer.concat(Array(300).fill(A_CSV)),
    ],
    ['with a checksum', CHECKED, Buffer.from('timestamp,ip\n1,192.0.2.1\n')],
  ])('%s', async (_, packed, content) => {
    const all = await run(packed, 'x.csv.zst');
    expect(all).toMatchObject([{ path: 'x.csv.zst', name: 'x.csv' }]);
    expect(all[0]!.content!.toString()).toBe(content.toString());
  });

  test('cut off or damaged anywhere', async () => {
    for (let at = 4; at < CHECKED.length; at++) {
      expect(lines(await run(CHECKED.subarray(0, at), 'x.csv.zst')), `${at} bytes`).toEqual([
        'x.csv.zst: archive-corrupt',
      ]);
      const damaged = Buffer.from(CHECKED);
      damaged[at]! ^= 0x80;
      expect(lines(await run(damaged, 'x.csv.zst')), `byte ${at}`).toEqual(['x.csv.zst: archive-corrupt']);
    }
  });

  test('around a tar file counts as one archive with it', async () => {
    const tar = await writeTar([
      { name: 'a.csv', content: A_CSV },
      { name: 'b.csv', content: B_CSV },
    ]);
    for (const name of ['year.tar.zst', 'year.tzst'])
      expect((await run(zstFrame(tar), name, { archiveDepth: 1 })).map((found) => found.path)).toEqual([
        `${name} > a.csv`,
        `${name} > b.csv`,
      ]);
  });

  test('is unpacked within the limits', async () => {
    const { zstdCompressSync } = (await import('node:zlib')) as unknown as {
      zstdCompressSync: (bytes: Buffer) => Buffer;
    };
    const bomb = zstdCompressSync(Buffer.alloc(50_000_000, 'x'));
    expect(lines(await run(bomb, 'x.csv.zst'))).toEqual(['x.csv.zst: archive-limit']);
  });
});

test.skipIf(HAS_ZSTD)('a Node without zstd names the versions that support it', async () => {
  const [found] = await run(one, 'x.csv.zst');
  expect(found!.error).toMatchObject({ code: 'archive-zstd' });
  expect(found!.error!.message).toContain('x.csv.zst is compressed with zstd');
  expect(found!.error!.message).toContain(`(${process.version})`);
  expect(found!.error!.message).toContain('Node 24, or 22.15 and later');
});
