// A backup folder: contents under their SHA-256, each written once, and the manifests that name them.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { asWriteError, Incoming, syncFolder } from '../archive/index.js';
import { SundialError } from '../domain/errors.js';
import { type Manifest, manifestText, parseManifest } from './manifest.js';

/** A content as the shelf has it. */
export interface Kept {
  readonly bytes: number;
  readonly sha256: string;
  /** Whether it was not there before. */
  readonly isNew: boolean;
}

const MANIFESTS = 'backups';
const CONTENTS = 'files';
const SUFFIX = '.manifest';
/** Names begin with a number, so that their order is that of the backups whatever the clock says. */
const NAME = /^(\d{5,})-[0-9TZ-]+$/;

export class Shelf {
  private readonly incoming: Incoming;
  /** Folders that got a content and are not synced yet. */
  private readonly touched = new Set<string>();
  /** Contents that were begun: several files have the same one. */
  private readonly writes = new Map<string, Promise<void>>();

  constructor(readonly folder: string) {
    this.incoming = new Incoming(path.join(folder, 'incoming'));
  }

  /** @throws SundialError `store-unwritable` */
  async makeFolders(): Promise<void> {
    await this.writing(this.folder, async () => {
      for (const name of [MANIFESTS, CONTENTS])
        await mkdir(path.join(this.folder, name), { recursive: true, mode: 0o700 });
    });
  }

  /** Removes what a killed backup left unfinished. No other process may write here meanwhile. */
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

  /** Where the list of a backup lies. */
  manifestFile(name: string): string {
    return path.join(this.folder, MANIFESTS, name + SUFFIX);
  }

  /** @throws SundialError `backup-damaged` */
  async read(name: string): Promise<Manifest> {
    const file = this.manifestFile(name);
    return parseManifest(await readFile(file, 'utf8'), file);
  }

  /** The backup of a name, or the newest one. @throws SundialError `backup-missing`, `backup-damaged` */
  async find(name: string | undefined): Promise<Manifest> {
    const names = await this.names();
    const found = name === undefined ? names.at(-1) : names.find((one) => one === name);
    if (found !== undefined) return this.read(found);
    const problem = name === undefined ? 'holds no backup' : `holds no backup "${name}"`;
    throw new SundialError('backup-missing', { folder: this.folder, problem });
  }

  /** A name that no backup has yet. */
  async newName(now: Date): Promise<string> {
    const last = (await this.names()).at(-1);
    const number = String((last ? numberOf(last) : 0) + 1).padStart(5, '0');
    return `${number}-${now.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  }

  /** Where a content lies. */
  contentFile(sha256: string): string {
    return path.join(this.folder, CONTENTS, sha256.slice(0, 2), sha256);
  }

  /** Whether a content is there in full length. */
  holds({ sha256, bytes }: { readonly sha256: string; readonly bytes: number }): boolean {
    return statSync(this.contentFile(sha256), { throwIfNoEntry: false })?.size === bytes;
  }

  /** Keeps the content of a file that does not change. @throws SundialError `disk-full`, `store-unwritable` */
  async keep(file: string): Promise<Kept> {
    const digest = await digestOf(file);
    return this.keepOnce(digest, file, () => createReadStream(file));
  }

  /** Keeps a content that is at hand. @throws SundialError `disk-full`, `store-unwritable` */
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

  /** Makes the backup count: all that it names is on the disk before its list has a name. */
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

  /** Removes the list of a backup, so that it no longer counts. */
  async forget(name: string): Promise<void> {
    await this.writing(this.manifestFile(name), async () => {
      await rm(this.manifestFile(name), { force: true });
      await syncFolder(path.join(this.folder, MANIFESTS));
    });
  }

  /** Removes the contents that a test is true for. */
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
      throw asWriteError(thrown, shown, this.folder);
    }
  }
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
