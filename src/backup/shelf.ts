// A backup folder: contents named by their SHA-256, each written once, and the manifests that refer to them.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { asWriteError, Incoming } from '../archive/index.js';
import { SundialError } from '../domain/errors.js';
import { syncFolder } from '../domain/sync-folder.js';
import { type Manifest, manifestText, parseManifest } from './manifest.js';

/** A content in the backup folder. */
export interface Kept {
  readonly bytes: number;
  readonly sha256: string;
  /** Whether the content is new. */
  readonly isNew: boolean;
}

const MANIFESTS = 'backups';
const CONTENTS = 'files';
const SUFFIX = '.manifest';
/** Names begin with a number, so that they sort in the order of the backups, whatever the clock says. */
const NAME = /^(\d{5,})-[0-9TZ-]+$/;

export class Shelf {
  private readonly incoming: Incoming;
  /** Folders with new contents that are not synced yet. */
  private readonly touched = new Set<string>();
  /** Contents whose copying has begun: several files may have the same content. */
  private readonly writes = new Map<string, Promise<void>>();

  constructor(readonly folder: string) {
    this.incoming = new Incoming(path.join(folder, 'incoming'));
  }

  /** @throws SundialError `backup-unwritable` */
  async makeFolders(): Promise<void> {
    await this.writing(this.folder, async () => {
      for (const name of [MANIFESTS, CONTENTS])
        await mkdir(path.join(this.folder, name), { recursive: true, mode: 0o700 });
    });
  }

  /** Removes unfinished files of a killed backup. No other process may write here meanwhile. */
  async cleanUp(): Promise<void> {
    await this.incoming.cleanUp();
  }

  /** The names of all backups, oldest first. */
  async names(): Promise<string[]> {
    const files = await readdir(path.join(this.folder, MANIFESTS)).catch(() => []);
    return files
      .filter((file) => file.endsWith(SUFFIX))
      .map((file) => file.slice(0, -SUFFIX.length))
      .filter((name) => NAME.test(name))
      .sort((a, b) => numberOf(a) - numberOf(b));
  }

  /** The path of a backup's manifest. */
  manifestFile(name: string): string {
    return path.join(this.folder, MANIFESTS, name + SUFFIX);
  }

  /** @throws SundialError `backup-damaged` */
  async read(name: string): Promise<Manifest> {
    const file = this.manifestFile(name);
    return parseManifest(await readFile(file, 'utf8'), file);
  }

  /** The backup with a name, or the newest one. @throws SundialError `backup-missing`, `backup-damaged` */
  async find(name: string | undefined): Promise<Manifest> {
    const names = await this.names();
    const found = name === undefined ? names.at(-1) : names.find((each) => each === name);
    if (found !== undefined) return this.read(found);
    const problem =
      name === undefined
        ? 'the folder contains no backups'
        : `the folder does not contain a backup "${name}"`;
    throw new SundialError('backup-missing', { folder: this.folder, problem });
  }

  /** A name for a new backup. */
  async newName(now: Date): Promise<string> {
    const last = (await this.names()).at(-1);
    const number = String((last ? numberOf(last) : 0) + 1).padStart(5, '0');
    return `${number}-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  }

  /** The path of a content. */
  contentFile(sha256: string): string {
    return path.join(this.folder, CONTENTS, sha256.slice(0, 2), sha256);
  }

  /** Whether a content exists with its full length. */
  holds({ sha256, bytes }: { readonly sha256: string; readonly bytes: number }): boolean {
    return statSync(this.contentFile(sha256), { throwIfNoEntry: false })?.size === bytes;
  }

  /** Stores the content of a file that does not change. @throws SundialError `disk-full`, `backup-unwritable` */
  async keep(file: string): Promise<Kept> {
    const digest = await digestOf(file);
    return this.keepOnce(digest, file, () => createReadStream(file));
  }

  /** Stores content from memory. @throws SundialError `disk-full`, `backup-unwritable` */
  async keepContent(content: Buffer): Promise<Kept> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    return this.keepOnce({ sha256, bytes: content.length }, sha256, () => [content]);
  }

  private async keepOnce(
    digest: Omit<Kept, 'isNew'>,
    shown: string,
    open: () => AsyncIterable<Buffer> | Iterable<Buffer>,
  ): Promise<Kept> {
    const { sha256 } = digest;
    const begun = this.writes.get(sha256);
    await begun;
    if (begun || this.holds(digest)) return { ...digest, isNew: false };
    const writing = this.write(sha256, shown, open());
    this.writes.set(sha256, writing);
    await writing;
    return { ...digest, isNew: true };
  }

  /** Makes the backup count: all of its contents are synced before its manifest gets its final name. */
  async finish(manifest: Manifest): Promise<void> {
    const target = this.manifestFile(manifest.about.name);
    await this.writing(target, async () => {
      for (const folder of this.touched) await syncFolder(folder);
      await syncFolder(path.join(this.folder, CONTENTS));
      const file = await this.incoming.start();
      try {
        await file.write(Buffer.from(manifestText(manifest)));
        await file.finish(target);
      } finally {
        await file.discard();
      }
    });
  }

  /** Removes the manifest of a backup, so that the backup no longer counts. */
  async forget(name: string): Promise<void> {
    await this.writing(this.manifestFile(name), async () => {
      await rm(this.manifestFile(name), { force: true });
      await syncFolder(path.join(this.folder, MANIFESTS));
    });
  }

  /** Removes the contents for which a test is true. */
  async removeContents(isUnwanted: (sha256: string) => boolean): Promise<void> {
    const contents = path.join(this.folder, CONTENTS);
    for (const part of await readdir(contents))
      for (const sha256 of await readdir(path.join(contents, part)))
        if (isUnwanted(sha256))
          await this.writing(sha256, () => rm(path.join(contents, part, sha256), { force: true }));
  }

  private async write(
    sha256: string,
    shown: string,
    chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  ): Promise<void> {
    const target = this.contentFile(sha256);
    await this.writing(shown, async () => {
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      this.touched.add(path.dirname(target));
      const file = await this.incoming.start();
      try {
        for await (const chunk of chunks) await file.write(chunk);
        await file.place(target);
      } finally {
        await file.discard();
      }
    });
  }

  private async writing(shown: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      throw asBackupError(asWriteError(thrown, shown, this.folder));
    }
  }
}

/** A backup folder is named by an argument, not by `--data-dir`. */
function asBackupError(thrown: unknown): unknown {
  if (!(thrown instanceof SundialError) || thrown.code !== 'store-unwritable') return thrown;
  return new SundialError('backup-unwritable', thrown.details, { cause: thrown });
}

const numberOf = (name: string): number => Number(NAME.exec(name)![1]);

/** The length and SHA-256 of a file. */
export async function digestOf(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

const CHUNK_BYTES = 1024 * 1024;
