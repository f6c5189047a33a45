// Checks backups of a store made of plain files: what is copied, which backups count, and how damage and restores are
// handled.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listBackups, restoreBackup, verifyBackups } from './index.js';
import { manifestText } from './manifest.js';
import { FrozenWorld } from './testing/frozen.js';

let world: FrozenWorld;
beforeEach(() => {
  world = new FrozenWorld();
  world.write('data/digests/2026-01-15.txt', 'digest');
  world.write('data/catalogue.json', '{}');
  world.write(`data/archive/ab/${'ab'.repeat(32)}.br`, 'original');
});
afterEach(() => world.remove());

const FIRST = '00001-2026-02-01T07-00-00Z';
const restored = (name: string) => world.read(path.join('restored', name));
const target = () => path.join(world.root, 'restored');
const restore = (name?: string) =>
  restoreBackup({ folder: world.shelf, target: target(), ...(name !== undefined && { name }) });
const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const contents = () =>
  filesBelow(path.join(world.shelf, 'files')).map(({ parentPath, name }) => path.join(parentPath, name));

describe('a backup', () => {
  it('contains the store, originals, digests, catalogue and configuration', async () => {
    const configuration = [{ name: 'sundial.yaml', content: Buffer.from('fetch_days: 3\n') }];
    const made = await world.backup({ configuration });
    expect(made).toMatchObject({ name: FIRST, files: 6, newFiles: 6, withSecrets: false });
    await restore();
    expect(restored('engine/store/aa/all_1_1_0/data.bin')).toBe('rows 1');
    expect(restored(`archive/ab/${'ab'.repeat(32)}.br`)).toBe('original');
    expect(restored('digests/2026-01-15.txt')).toBe('digest');
    expect(restored('catalogue.json')).toBe('{}');
    expect(restored('configuration/sundial.yaml')).toBe('fetch_days: 3\n');
    expect(existsSync(path.join(target(), 'engine/data/table/all_1_1_0'))).toBe(true);
    expect(readdirSync(target()).toSorted()).toEqual([
      'archive',
      'catalogue.json',
      'configuration',
      'digests',
      'engine',
    ]);
  });

  it('copies only what the previous backup lacks', async () => {
    await world.backup();
    expect((await world.backup()).newFiles).toBe(0);
    expect(world.linked).toEqual([]);
    world.parts = { ...world.parts, all_2_2_0: { 'checksums.txt': 'sums 2', 'data.bin': 'rows 2' } };
    expect(await world.backup()).toMatchObject({ files: 7, newFiles: 2 });
    expect(world.linked).toEqual(['all_2_2_0']);
  });

  it('copies a part again if its name is reused for other content', async () => {
    await world.backup();
    world.parts = { all_1_1_0: { 'checksums.txt': 'sums X', 'data.bin': 'rows X' } };
    await world.backup();
    await restore();
    expect(restored('engine/store/aa/all_1_1_0/data.bin')).toBe('rows X');
  });

  it('copies content again that has disappeared from the backup folder', async () => {
    await world.backup();
    for (const file of contents()) rmSync(file);
    await world.backup();
    expect((await verifyBackups(world.shelf, {})).problems).toEqual([]);
  });

  it('stays unchanged when later backups are made and files are removed', async () => {
    await world.backup();
    world.parts = { all_1_2_1: { 'checksums.txt': 'merged', 'data.bin': 'merged' } };
    rmSync(path.join(world.data, 'digests/2026-01-15.txt'));
    await world.backup();
    await restore(FIRST);
    expect(restored('digests/2026-01-15.txt')).toBe('digest');
    expect(existsSync(path.join(target(), 'engine/store/aa/all_1_2_1'))).toBe(false);
  });

  it('leaves no frozen copy behind, whether it succeeds or fails', async () => {
    await world.backup();
    const stopped = new AbortController();
    world.frozen = () => stopped.abort();
    world.parts = { all_9_9_0: { 'checksums.txt': '9' } };
    await expect(world.backup({ signal: stopped.signal })).rejects.toMatchObject({
      code: 'backup-interrupted',
    });
    expect(existsSync(path.join(world.data, 'frozen'))).toBe(false);
    expect((await listBackups(world.shelf)).map(({ name }) => name)).toEqual([FIRST]);
  });

  it('is made by one command at a time', async () => {
    let second: Promise<unknown> | undefined;
    world.frozen = () => {
      second ??= world.backup().catch((thrown) => thrown.code);
    };
    await world.backup();
    expect(await second).toBe('backup-running');
  });

  it('is accessible only to its owner', async () => {
    await world.backup();
    await restore();
    for (const folder of [world.shelf, target()])
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
        if (!entry.isSymbolicLink())
          expect(statSync(path.join(entry.parentPath, entry.name)).mode & 0o077, entry.name).toBe(0);
  });
});

describe('keeping a number of backups', () => {
  it('removes older ones and the content that only they used', async () => {
    await world.backup();
    world.parts = { all_2_2_0: { 'checksums.txt': 'sums 2', 'data.bin': 'rows 2' } };
    await world.backup();
    rmSync(path.join(world.data, 'catalogue.json'));
    expect((await world.backup({ keep: 2 })).removed).toBe(1);
    expect((await listBackups(world.shelf)).map(({ name }) => name.slice(0, 5))).toEqual(['00002', '00003']);
    expect(contents().map((file) => readFileSync(file, 'utf8'))).not.toContain('rows 1');
    expect((await verifyBackups(world.shelf, {})).problems).toEqual([]);
    expect((await world.backup({ keep: 1 })).removed).toBe(2);
    expect(contents().map((file) => readFileSync(file, 'utf8'))).not.toContain('{}');
  });

  it('removes nothing if it cannot determine which content is needed', async () => {
    await world.backup();
    await world.backup();
    const before = contents();
    writeFileSync(path.join(world.shelf, 'backups', `${FIRST}.manifest`), 'x');
    await expect(world.backup({ keep: 3 })).rejects.toMatchObject({ code: 'backup-damaged' });
    expect(contents()).toEqual(before);
  });
});

describe('a check', () => {
  it('finds missing and changed content, and checks the manifest itself', async () => {
    await world.backup();
    const [first, second] = contents() as [string, string];
    rmSync(first);
    writeFileSync(second, 'something else');
    const { problems } = await verifyBackups(world.shelf, {});
    expect(problems).toHaveLength(2);
    expect(problems.join('\n')).toContain(`${first} is missing. It holds `);
    expect(problems.join('\n')).toContain(`${second} is damaged`);
    const manifest = path.join(world.shelf, 'backups', `${FIRST}.manifest`);
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('data.bin', 'gone.bin'));
    expect((await verifyBackups(world.shelf, {})).problems).toEqual([
      expect.stringContaining('its checksum does not match its lines'),
    ]);
  });

  it('reports a folder without backups', async () => {
    mkdirSync(world.shelf);
    await expect(verifyBackups(world.shelf, {})).rejects.toMatchObject({ code: 'backup-missing' });
    await world.backup();
    await expect(verifyBackups(world.shelf, { name: 'other' })).rejects.toThrow(
      'does not contain a backup "other"',
    );
  });
});

describe('restoring', () => {
  it('refuses a folder that is not empty', async () => {
    await world.backup();
    world.write('restored/file', 'x');
    await expect(restore()).rejects.toMatchObject({ code: 'restore-occupied' });
    expect(restored('file')).toBe('x');
  });

  it('stops at damage without making a data folder, and continues once the backup is complete', async () => {
    await world.backup();
    const [first] = contents() as [string];
    const content = readFileSync(first);
    writeFileSync(first, 'something else');
    await expect(restore()).rejects.toMatchObject({ code: 'backup-damaged' });
    expect(readdirSync(target())).toEqual(['restoring']);
    writeFileSync(first, content);
    await restore();
    expect(restored('catalogue.json')).toBe('{}');
    expect(existsSync(path.join(target(), 'restoring'))).toBe(false);
  });

  it('continues only with the backup that it began with', async () => {
    await world.backup();
    await world.backup();
    world.write('restored/restoring/backup-name', FIRST);
    await expect(restore('00002-2026-02-01T07-00-00Z')).rejects.toThrow(FIRST);
    expect((await restore()).name).toBe(FIRST);
  });

  it('keeps the modification times of originals', async () => {
    const name = `archive/ab/${'ab'.repeat(32)}.br`;
    await world.backup();
    await restore();
    const written = (folder: string) => Math.round(statSync(path.join(folder, name)).mtimeMs);
    expect(written(target())).toBe(written(world.data));
  });

  it.each([
    { path: '../outside', bytes: 1, sha256: '0'.repeat(64), modified: 0 },
    { path: 'engine/../../outside', bytes: 1, sha256: '0'.repeat(64), modified: 0 },
    { path: '/etc/passwd', bytes: 1, sha256: '0'.repeat(64), modified: 0 },
    { path: 'in-use.json', bytes: 1, sha256: '0'.repeat(64), modified: 0 },
    { path: 'engine/link', link: '/etc' },
    { path: 'engine/link', link: '../../outside' },
  ])('refuses a manifest that leads out of the data folder: $path', async (entry) => {
    const about = await world.backup();
    writeFileSync(
      path.join(world.shelf, 'backups', `${FIRST}.manifest`),
      manifestText({ about, entries: [entry] }),
    );
    await expect(restore()).rejects.toMatchObject({ code: 'backup-damaged' });
    expect(existsSync(target())).toBe(false);
  });
});
