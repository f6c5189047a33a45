// The index of a feed: manifest.json with an entry for each event, and hashes.csv with a hash for each value.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Disk } from '../../../domain/disk.js';
import { SundialError } from '../../../domain/errors.js';
import { type ManifestEntry, type MispAttribute, manifestEntry } from '../../../mapping/index.js';
import { writeAside } from '../../files/write-file.js';
import { writing } from '../../files/writing.js';
import { bytesOf, headIn, itemsIn, linesOf } from './event-text.js';

export interface FeedPlace {
  readonly folder: string;
  readonly disk: Disk;
  /** Names the output in errors. */
  readonly output: string;
}

/** The folder for what readers of the feed do not need, on the same disk, so that a rename is enough. */
export const HIDDEN = '.sundial';
const CHANGED = path.join(HIDDEN, 'changed');

/**
 * Entries of events that changed wait in memory, and as empty files named by the events' UUIDs: after a kill, the index is
 * written for them when the output is prepared.
 */
export class FeedIndex {
  private readonly changed: Set<string>;

  private constructor(
    private readonly place: FeedPlace,
    private readonly entries: Map<string, ManifestEntry>,
    changed: readonly string[],
  ) {
    this.changed = new Set(changed);
  }

  /** @throws SundialError `files-unwritable`, `misp-feed-damaged` */
  static async read(place: FeedPlace): Promise<FeedIndex> {
    const { folder } = place;
    const changed = await writing(folder, () => readdir(path.join(folder, CHANGED)));
    const index = new FeedIndex(place, await entriesIn(place), changed);
    for (const uuid of changed)
      await readingFeed(place, path.join(folder, `${uuid}.json`), () => index.know(uuid));
    return index;
  }

  static async makeFolder({ folder, disk }: FeedPlace): Promise<void> {
    await disk.makeFolder(path.join(folder, CHANGED));
    for (const parent of [path.join(folder, HIDDEN), folder]) await disk.syncFolder(parent);
  }

  /** The entries of events whose `info` begins with a title. */
  titled(title: string): { readonly uuid: string; readonly info: string }[] {
    const all = [...this.entries].map(([uuid, { info }]) => ({ uuid, info }));
    return all.filter(({ info }) => info.startsWith(title));
  }

  /** Notes that an event's file is going to change. */
  async announce(uuid: string): Promise<void> {
    const { folder, disk } = this.place;
    if (this.changed.has(uuid)) return;
    const marker = path.join(folder, CHANGED, uuid);
    await writing(marker, async () => {
      await (await disk.append(marker)).close();
      await disk.syncFolder(path.dirname(marker));
    });
    this.changed.add(uuid);
  }

  /** Reads the entry of an event whose file has changed. */
  async know(uuid: string): Promise<void> {
    const file = path.join(this.place.folder, `${uuid}.json`);
    if (existsSync(file)) this.entries.set(uuid, manifestEntry(await headIn(file)));
  }

  /** Writes both files if events have changed; repeating it is harmless. @throws SundialError `files-unwritable` */
  async write(signal: AbortSignal): Promise<void> {
    if (this.changed.size === 0) return;
    await this.replace('hashes.csv', this.hashes(), signal);
    await this.replace('manifest.json', this.manifest(), signal);
    const { folder, disk } = this.place;
    for (const uuid of this.changed) await disk.remove(path.join(folder, CHANGED, uuid));
    this.changed.clear();
  }

  private async *manifest(): AsyncGenerator<string> {
    yield '{';
    let separator = '';
    for (const [uuid, entry] of [...this.entries].toSorted(byDate)) {
      yield `${separator}${JSON.stringify(uuid)}:${JSON.stringify(entry)}`;
      separator = ',';
    }
    yield '}';
  }

  /** The lines of other events stay as they are. */
  private async *hashes(): AsyncGenerator<string> {
    const file = path.join(this.place.folder, 'hashes.csv');
    if (existsSync(file))
      for await (const line of linesOf(file)) if (!this.changed.has(line.slice(HASH_LENGTH + 1))) yield line;
    for (const uuid of this.changed) yield* hashesOf(path.join(this.place.folder, `${uuid}.json`), uuid);
  }

  private async replace(name: string, lines: AsyncIterable<string>, signal: AbortSignal): Promise<void> {
    const { folder, disk } = this.place;
    const [file, aside] = [path.join(folder, name), path.join(folder, HIDDEN, name)];
    await writing(aside, () => disk.remove(aside));
    await writeAside(disk, aside, bytesOf(lines, signal), undefined);
    await placeFile(disk, aside, file);
  }
}

/** Makes a complete file durable, and gives it its name. @throws SundialError `files-unwritable` */
export async function placeFile(disk: Disk, aside: string, file: string): Promise<void> {
  await writing(file, async () => {
    const handle = await disk.append(aside);
    await handle.sync().finally(() => handle.close());
    await disk.rename(aside, file);
    await disk.syncFolder(path.dirname(file));
  });
}

const HASH_LENGTH = 32;

/** The hashes by which MISP finds a value in a feed without pulling its events: MD5, as MISP defines them. */
async function* hashesOf(file: string, uuid: string): AsyncGenerator<string> {
  if (!existsSync(file)) return;
  const seen = new Set<string>();
  for (const which of ['objects', 'attributes'] as const)
    for await (const item of itemsIn(file, which)) {
      const attributes = 'Attribute' in item ? item.Attribute : [item as MispAttribute];
      for (const { deleted, value } of attributes) {
        const hash = createHash('md5').update(value).digest('hex');
        if (deleted || seen.has(hash)) continue;
        seen.add(hash);
        yield `${hash},${uuid}`;
      }
    }
}

async function entriesIn(place: FeedPlace): Promise<Map<string, ManifestEntry>> {
  const file = path.join(place.folder, 'manifest.json');
  if (!existsSync(file)) return new Map();
  const text = await writing(file, () => readFile(file, 'utf8'));
  return readingFeed(
    place,
    file,
    async () => new Map(Object.entries(JSON.parse(text) as Record<string, ManifestEntry>)),
  );
}

/** @throws SundialError `misp-feed-damaged` if the work reads what no output to MISP wrote; other errors of the work */
export async function readingFeed<T>(
  { output }: Pick<FeedPlace, 'output'>,
  file: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    const problem = 'it is not as Sundial wrote it';
    throw new SundialError('misp-feed-damaged', { file, output, problem }, { cause: thrown });
  }
}

/** The newest first, as people look at feeds. */
function byDate([, one]: [string, ManifestEntry], [, other]: [string, ManifestEntry]): number {
  return other.date.localeCompare(one.date) || one.info.localeCompare(other.info);
}
