// Receives originals without waiting for the disk, and secures many of them with one round of syncs.
import path from 'node:path';
import type { Readable } from 'node:stream';
import { SundialError } from '../domain/errors.js';
import { type Codec, type Form, formOf, isReadable, RAW } from './codecs.js';
import { type Disk, makeFolder } from './disk.js';
import { asWriteError, type Incoming, type Unfinished } from './durable.js';
import type { Layout } from './layout.js';
import { type Received, receive } from './receive.js';
import type { InTurn } from './turns.js';

/** The result of storing an original. */
export interface Stored {
  readonly sha256: string;
  /** Bytes of the original, uncompressed. */
  readonly bytes: number;
  /** False if the archive held the same content already, in a form that this Node reads. */
  readonly isNew: boolean;
}

/** An original that was received and has no name yet; a kill loses it. */
export interface Staged {
  readonly file: Unfinished;
  readonly form: Form;
  /** The content of a file so small that reading it back costs more than keeping it. */
  readonly content: Buffer | undefined;
  /** The original's name in messages. */
  readonly shownPath: string;
  /** The round that makes it durable, once one has begun. */
  round?: Promise<void>;
}

/** Up to this size a content is kept in memory; of a batch of 200 files that is 13 MiB at most. */
const KEPT_BYTES = 64 * 1024;

/** How many files are synced at once: the file system writes them together, and half of Node's threads stay free. */
const SYNCS_AT_ONCE = 8;

export interface Shelf {
  readonly layout: Layout;
  readonly incoming: Incoming;
  readonly inTurn: InTurn;
  readonly disk: Disk;
  /** Compresses small originals at once; undefined if they stay raw. */
  readonly codec: Codec | undefined;
}

type Batch = readonly (readonly [sha256: string, one: Staged])[];

/** Originals between their arrival and their names. */
export class Staging {
  readonly staged = new Map<string, Staged>();
  /** Folders with originals that were there already, and whose names may not be durable yet. */
  private readonly unsynced = new Set<string>();
  private readonly made = new Set<string>();

  constructor(private readonly shelf: Shelf) {}

  /**
   * Takes in the stream's bytes. They can be read at once, and survive a kill and a power cut after the next `secure`.
   *
   * @param shownPath the original's name in messages
   * @throws SundialError `file-empty`, `disk-full`, `store-unwritable`; errors of the stream are passed on
   */
  async receive(stream: Readable, shownPath: string): Promise<Stored> {
    const { incoming, inTurn, layout } = this.shelf;
    const received = await receive(incoming, stream, shownPath, layout.folder);
    const { sha256, bytes } = received;
    let isNew = false;
    try {
      if (bytes === 0) throw new SundialError('file-empty', { file: shownPath });
      isNew = await inTurn(sha256, () => this.stage(received, shownPath));
      return { sha256, bytes, isNew };
    } catch (error) {
      throw asWriteError(error, shownPath, layout.folder);
    } finally {
      if (!isNew) await received.file?.discard();
    }
  }

  /** Like `receive`, and returns once this original survives a kill and a power cut. */
  async put(stream: Readable, shownPath: string): Promise<Stored> {
    const stored = await this.receive(stream, shownPath);
    const one = this.staged.get(stored.sha256);
    const folder = this.folderOf(stored.sha256);
    await (one ? (one.round ?? this.begin([[stored.sha256, one]])) : this.syncFolders([folder]));
    return stored;
  }

  /**
   * Makes everything received survive a kill and a power cut: contents and names first, then the folders of the names,
   * each in one round of syncs instead of one file after the other.
   *
   * @throws SundialError `disk-full`, `store-unwritable`; what could not be written is given up
   */
  async secure(): Promise<void> {
    const all = [...this.staged];
    const folders = [...this.unsynced];
    this.unsynced.clear();
    const begun = all.flatMap(([, { round }]) => (round ? [round] : []));
    const own = this.begin(
      all.filter(([, { round }]) => !round),
      folders,
    );
    await Promise.all([own, ...begun]);
  }

  /** Removes what was received and is not being secured. */
  async abandon(): Promise<void> {
    for (const [sha256, { file, round }] of [...this.staged]) {
      if (round) continue;
      this.staged.delete(sha256);
      await file.discard();
    }
  }

  private begin(batch: Batch, folders: readonly string[] = []): Promise<void> {
    const round = this.place(batch, new Set(folders));
    for (const [, one] of batch) one.round = round;
    return round;
  }

  private async place(batch: Batch, folders: Set<string>): Promise<void> {
    for (const [sha256, { shownPath }] of batch)
      await this.asWriting(shownPath, () => this.makeFolder(sha256, folders));
    await eachAtOnce(batch, async ([sha256, one]) => {
      await this.asWriting(one.shownPath, () => this.nameOne(sha256, one));
      folders.add(this.folderOf(sha256));
    });
    await this.syncFolders([...folders]);
  }

  private async nameOne(sha256: string, { file, form }: Staged): Promise<void> {
    const { layout, inTurn } = this.shelf;
    try {
      await inTurn(sha256, () => file.place(layout.file(sha256, form)));
    } finally {
      this.staged.delete(sha256);
      await file.discard();
    }
  }

  private async syncFolders(folders: readonly string[]): Promise<void> {
    const { disk } = this.shelf;
    await eachAtOnce(folders, (folder) => this.asWriting(folder, () => disk.syncFolder(folder)));
  }

  private async asWriting<T>(shownPath: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asWriteError(error, shownPath, this.shelf.layout.folder);
    }
  }

  private folderOf(sha256: string): string {
    return path.dirname(this.shelf.layout.file(sha256, RAW));
  }

  private async stage(received: Received, shownPath: string): Promise<boolean> {
    const { sha256 } = received;
    const { layout } = this.shelf;
    if (this.staged.has(sha256)) return false;
    if (layout.forms(sha256).some(isReadable)) {
      // Another process may have named the file a moment ago, and an acknowledged original has to be durable.
      this.unsynced.add(this.folderOf(sha256));
      return false;
    }
    const staged = received.file
      ? { file: received.file, form: RAW, content: undefined }
      : await this.write(Buffer.concat(received.small));
    this.staged.set(sha256, { ...staged, shownPath });
    return true;
  }

  private async write(content: Buffer): Promise<Pick<Staged, 'file' | 'form' | 'content'>> {
    const { incoming, codec } = this.shelf;
    const file = await incoming.start();
    try {
      await file.write(codec ? codec.compress(content, 'quick') : content);
    } catch (error) {
      await file.discard();
      throw error;
    }
    return { file, form: formOf(codec), content: content.length <= KEPT_BYTES ? content : undefined };
  }

  /**
   * A new folder is durable only after its parent folder is synced; whether that happened is unknown of the folders that a
   * killed process made.
   */
  private async makeFolder(sha256: string, folders: Set<string>): Promise<void> {
    const folder = this.folderOf(sha256);
    if (this.made.has(folder)) return;
    for (const touched of await makeFolder(this.shelf.disk, folder)) folders.add(touched);
    folders.add(this.shelf.layout.folder);
    this.made.add(folder);
  }
}

/** Runs work on every item, a few at a time, to the end of all; then throws the first failure, if any. */
async function eachAtOnce<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items.values();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const item of left) await work(item).catch((error) => failures.push(error));
  };
  await Promise.all(Array.from({ length: SYNCS_AT_ONCE }, worker));
  if (failures.length > 0) throw failures[0];
}
