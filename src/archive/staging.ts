// Receives originals without waiting for the disk, and secures many of them with one round of syncs.
import path from 'node:path';
import { type Disk, makeFolder } from '../domain/disk.js';
import { SundialError } from '../domain/errors.js';
import { type Codec, type Form, formOf, isReadable, RAW } from './codecs.js';
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

/** An original that was received and does not have its final name yet, and that a kill would lose. */
export interface Staged {
  readonly file: Unfinished;
  readonly form: Form;
  /** The content of a file so small that reading it back costs more than keeping it. */
  readonly content: Buffer | undefined;
  /** The original's name in messages. */
  readonly shownPath: string;
  /** The round of syncs that makes the original durable, once the round has begun. */
  round?: Promise<void>;
}

/** Contents up to this size are kept in memory: at most 13 MiB for a batch of 200 files. */
const KEPT_BYTES = 64 * 1024;

/** The files to sync at once: the file system writes them together, and half of Node's threads stay free. */
const SYNCS_AT_ONCE = 8;

/** The surroundings in which the archive writes. */
export interface ArchiveContext {
  readonly layout: Layout;
  readonly incoming: Incoming;
  readonly inTurn: InTurn;
  readonly disk: Disk;
  /** Compresses small originals at once; undefined if they stay raw. */
  readonly codec: Codec | undefined;
}

type Batch = readonly (readonly [sha256: string, staged: Staged])[];

/** The originals that were received and do not have their final names yet. */
export class Staging {
  readonly staged = new Map<string, Staged>();
  /** Folders of originals that existed already, whose names may not be durable yet. */
  private readonly unsynced = new Set<string>();
  private readonly made = new Set<string>();

  constructor(private readonly context: ArchiveContext) {}

  /**
   * Takes in the stream's bytes, which can be read at once, and survive a kill and a power cut after the next `secure`.
   *
   * @param shownPath the original's name in messages
   * @param compress whether a large original is compressed while it arrives, if that is cheap
   * @throws SundialError `file-empty`, `disk-full`, `store-unwritable`; errors of the stream are passed on
   */
  async receive(
    stream: AsyncIterable<Buffer | string>,
    shownPath: string,
    compress = false,
  ): Promise<Stored> {
    const { incoming, inTurn, layout } = this.context;
    const codec = compress && this.context.codec?.isCheap ? this.context.codec : undefined;
    const received = await receive(stream, { incoming, shownPath, folder: layout.folder, codec });
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
  async put(stream: AsyncIterable<Buffer | string>, shownPath: string, compress = false): Promise<Stored> {
    const stored = await this.receive(stream, shownPath, compress);
    const staged = this.staged.get(stored.sha256);
    const folder = this.folderOf(stored.sha256);
    await (staged ? (staged.round ?? this.begin([[stored.sha256, staged]])) : this.syncFolders([folder]));
    return stored;
  }

  /**
   * Makes all received originals survive a kill and a power cut: first contents and names, then the folders of the names,
   * each in one round of syncs instead of one file after the other.
   *
   * @throws SundialError `disk-full`, `store-unwritable`; originals that could not be written are discarded
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

  /** Discards the received originals that are not being secured. */
  async abandon(): Promise<void> {
    for (const [sha256, { file, round }] of [...this.staged]) {
      if (round) continue;
      this.staged.delete(sha256);
      await file.discard();
    }
  }

  private begin(batch: Batch, folders: readonly string[] = []): Promise<void> {
    const round = this.place(batch, new Set(folders));
    for (const [, staged] of batch) staged.round = round;
    return round;
  }

  private async place(batch: Batch, folders: Set<string>): Promise<void> {
    for (const [sha256, { shownPath }] of batch)
      await this.asWriting(shownPath, () => this.makeFolder(sha256, folders));
    await eachAtOnce(batch, async ([sha256, staged]) => {
      await this.asWriting(staged.shownPath, () => this.name(sha256, staged));
      folders.add(this.folderOf(sha256));
    });
    await this.syncFolders([...folders]);
  }

  private async name(sha256: string, { file, form }: Staged): Promise<void> {
    const { layout, inTurn } = this.context;
    try {
      await inTurn(sha256, () => file.place(layout.file(sha256, form)));
    } finally {
      this.staged.delete(sha256);
      await file.discard();
    }
  }

  private async syncFolders(folders: readonly string[]): Promise<void> {
    const { disk } = this.context;
    await eachAtOnce(folders, (folder) => this.asWriting(folder, () => disk.syncFolder(folder)));
  }

  private async asWriting<T>(shownPath: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw asWriteError(error, shownPath, this.context.layout.folder);
    }
  }

  private folderOf(sha256: string): string {
    return path.dirname(this.context.layout.file(sha256, RAW));
  }

  private async stage(received: Received, shownPath: string): Promise<boolean> {
    const { sha256 } = received;
    const { layout } = this.context;
    if (this.staged.has(sha256)) return false;
    if (layout.forms(sha256).some(isReadable)) {
      // Another process may have named the file a moment ago, and an acknowledged original has to be durable.
      this.unsynced.add(this.folderOf(sha256));
      return false;
    }
    const staged = received.file
      ? { file: received.file, form: received.form, content: undefined }
      : await this.write(Buffer.concat(received.small));
    this.staged.set(sha256, { ...staged, shownPath });
    return true;
  }

  private async write(content: Buffer): Promise<Pick<Staged, 'file' | 'form' | 'content'>> {
    const { incoming, codec } = this.context;
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
   * A new folder is durable only after its parent folder is synced. A killed process may have created the folder without
   * syncing the parent, so the parent is synced even if the folder exists.
   */
  private async makeFolder(sha256: string, folders: Set<string>): Promise<void> {
    const folder = this.folderOf(sha256);
    if (this.made.has(folder)) return;
    for (const touched of await makeFolder(this.context.disk, folder)) folders.add(touched);
    folders.add(this.context.layout.folder);
    this.made.add(folder);
  }
}

/** Runs work on all items, a few at a time. Throws the first failure after all work has ended. */
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
