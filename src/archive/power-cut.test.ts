// Tests that after a power cut at any step every acknowledged original exists, and no original is incomplete.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Disk, NODE_DISK } from '../domain/disk.js';
import { LossyDisk } from '../domain/testing/lossy-disk.js';
import { type Archive, openArchive } from './index.js';
import { SMALL_BYTES } from './receive.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sundial-power-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const folderOf = (name: string) => path.join(root, name, 'archive');
const small = (number: number) => Buffer.from(`"ip"\n"192.0.2.${number}"\n`);
const stream = (content: Buffer) => Readable.from([content]);

/** Opens the archive as a power cut left it, cleans up as the next command does, and returns its complete originals. */
async function left(disk: LossyDisk, number: number, names: 'synced' | 'all'): Promise<string[]> {
  const folder = folderOf(`after-${number}-${names}`);
  disk.leave(path.dirname(folderOf('work')), path.dirname(folder), names);
  const archive = openArchive(folder);
  await archive.cleanUp();
  const complete: string[] = [];
  for await (const { sha256 } of archive.list()) {
    // A damaged original would be worse than a missing one: the same file would be known and never be written again.
    await archive.verify(sha256);
    complete.push(sha256);
  }
  rmSync(path.dirname(folder), { recursive: true, force: true });
  return complete;
}

/** Does work on a lossy disk, and checks after each step what a power cut would leave. */
async function cutEverywhere(
  work: (archive: Archive, acknowledge: (...sha256: string[]) => void) => Promise<void>,
): Promise<number> {
  const acknowledged = new Set<string>();
  let cuts = 0;
  const disk: LossyDisk = new LossyDisk(async () => {
    const cut = ++cuts;
    for (const names of ['synced', 'all'] as const) {
      const complete = await left(disk, cut, names);
      expect([...acknowledged].filter((sha256) => !complete.includes(sha256))).toEqual([]);
    }
  });
  await work(openArchive(folderOf('work'), { disk }), (...originals) => {
    for (const sha256 of originals) acknowledged.add(sha256);
  });
  return cuts;
}

/** The disk of this machine, which calls the given functions before its operations. */
function diskThat(first: {
  readonly sync?: () => Promise<void>;
  readonly rename?: () => Promise<void>;
  readonly syncFolder?: (folder: string) => Promise<void>;
}): Disk {
  return {
    ...NODE_DISK,
    create: async (file) => {
      const real = await NODE_DISK.create(file);
      return {
        ...real,
        sync: async () => {
          await first.sync?.();
          await real.sync();
        },
      };
    },
    rename: async (from, to) => {
      await first.rename?.();
      await NODE_DISK.rename(from, to);
    },
    syncFolder: async (folder) => {
      await first.syncFolder?.(folder);
      await NODE_DISK.syncFolder(folder);
    },
  };
}

test.each([false, true])(
  'all originals of a secured batch exist, small and large, and none is incomplete (compressed: %s)',
  async (compress) => {
    const cuts = await cutEverywhere(async (archive, acknowledge) => {
      for (const batch of [
        [small(1), small(2), randomBytes(SMALL_BYTES + 10), small(3)],
        [small(4), small(1), small(5)],
      ]) {
        const received: string[] = [];
        for (const content of batch)
          received.push((await archive.receive(stream(content), 'x.csv', compress)).sha256);
        await archive.secure();
        acknowledge(...received);
      }
    });
    expect(cuts).toBeGreaterThan(30);
  },
);

test('an original exists after put, even while a batch is not secured yet', async () => {
  await cutEverywhere(async (archive, acknowledge) => {
    const batch = [
      await archive.receive(stream(small(1)), 'a.csv'),
      await archive.receive(stream(small(2)), 'b.csv'),
    ];
    acknowledge((await archive.put(stream(small(3)), 'c.eml')).sha256);
    // This original waits for its batch, and has to be secured at once.
    acknowledge((await archive.put(stream(small(1)), 'd.eml')).sha256);
    await archive.secure();
    acknowledge(...batch.map(({ sha256 }) => sha256));
  });
});

test('an original survives being compressed and recompressed', async () => {
  await cutEverywhere(async (archive, acknowledge) => {
    const { sha256 } = await archive.put(stream(randomBytes(SMALL_BYTES + 10)), 'x.csv');
    acknowledge(sha256);
    await archive.compress(sha256);
    await archive.recompress(sha256);
  });
});

test('securing a batch takes one round of syncs, and a known original takes only a sync of its folder', async () => {
  const synced: string[] = [];
  const disk = diskThat({
    sync: async () => void synced.push('file'),
    syncFolder: async (folder) => void synced.push(path.basename(folder)),
  });
  const archive = openArchive(folderOf('work'), { disk });
  for (let number = 0; number < 40; number++) await archive.receive(stream(small(number)), 'x.csv');
  // The first file creates the archive's folder, which is synced.
  expect(synced.splice(0)).not.toContain('file');
  await archive.secure();
  expect(synced.filter((each) => each === 'file')).toHaveLength(40);
  expect(new Set(synced).size - 1).toBe(synced.length - 40);
  synced.length = 0;
  await archive.receive(stream(small(0)), 'x.csv');
  await archive.secure();
  expect(synced).toHaveLength(1);
  await archive.secure();
  expect(synced).toHaveLength(1);
});

test.each(['sync', 'rename', 'syncFolder'] as const)(
  'a disk that fails at %s acknowledges nothing',
  async (what) => {
    const failure = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    let isFull = false;
    const fail = async () => {
      if (isFull) throw failure;
    };
    const archive = openArchive(folderOf('work'), { disk: diskThat({ [what]: fail }) });
    const { sha256 } = await archive.receive(stream(small(1)), 'x.csv');
    isFull = true;
    await expect(archive.secure()).rejects.toMatchObject({ code: 'disk-full' });
    await expect(archive.put(stream(small(2)), 'y.csv')).rejects.toMatchObject({ code: 'disk-full' });
    isFull = false;
    expect((await archive.put(stream(small(1)), 'x.csv')).sha256).toBe(sha256);
    await archive.verify(sha256);
    expect(await archive.cleanUp()).toBe(0);
  },
);

test('an abandoned original leaves no file, and can be stored later', async () => {
  const archive = openArchive(folderOf('work'));
  const large = randomBytes(SMALL_BYTES + 10);
  for (const content of [small(1), large]) await archive.receive(stream(content), 'x.csv');
  await archive.abandon();
  expect(readdirSync(path.join(folderOf('work'), 'incoming'))).toEqual([]);
  const again = await archive.put(stream(large), 'x.csv');
  expect(again.isNew).toBe(true);
  await archive.verify(again.sha256);
});
