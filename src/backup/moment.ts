// Freezes the content of a data folder at one moment, so that it can be copied while work continues.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, linkSync, mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Archive } from '../archive/index.js';
import type { Store } from '../store/index.js';
import { type Entry, type FileEntry, isFile, type LinkEntry, type Manifest } from './manifest.js';

/** The content of a data folder: files to copy, and entries that need not be copied. */
export interface Moment {
  /** Paths relative to the frozen folder, which equal those in the data folder. */
  readonly files: readonly string[];
  readonly links: readonly LinkEntry[];
  /** Entries of the previous backup that are still valid. */
  readonly known: readonly Entry[];
  readonly folder: string;
  drop(): void;
}

export interface MomentParts {
  readonly dataFolder: string;
  readonly store: Pick<Store, 'freeze'>;
  readonly archive: Pick<Archive, 'folder' | 'files'>;
}

/** Saved digests, and learnt data on report types. */
const SMALL_FOLDERS = ['digests'];
const SMALL_FILES = ['catalogue.json'];
const ARCHIVE = 'archive';
const CHECKSUMS = 'checksums.txt';

/**
 * Freezes the data folder. Call this while nothing else writes; the result may be copied later.
 *
 * @param before the previous backup, whose entries stay valid for parts that the store still has
 * @param holds whether the content of an entry still exists
 */
export async function freezeMoment(
  { dataFolder, store, archive }: MomentParts,
  before: Manifest | undefined,
  holds: (entry: FileEntry) => boolean,
): Promise<Moment> {
  const index = new Index(before, holds);
  const frozen = await store.freeze((part, checksums) => index.knowsPart(part, checksums));
  try {
    const known = frozen.known.flatMap((part) => index.ofPart(part));
    for await (const file of archive.files()) {
      const place = path.posix.join(ARCHIVE, file);
      const entry = index.original(place);
      if (entry) known.push(entry);
      else link(path.join(archive.folder, file), path.join(frozen.folder, place));
    }
    for (const file of smallFiles(dataFolder))
      link(path.join(dataFolder, file), path.join(frozen.folder, file));
    return { ...(await contentsOf(frozen.folder)), known, folder: frozen.folder, drop: () => frozen.drop() };
  } catch (thrown) {
    frozen.drop();
    throw thrown;
  }
}

/** The entries of the previous backup. */
class Index {
  private readonly parts = new Map<string, FileEntry[]>();
  private readonly originals = new Map<string, FileEntry>();

  constructor(
    before: Manifest | undefined,
    private readonly holds: (entry: FileEntry) => boolean,
  ) {
    for (const entry of before?.entries.filter(isFile) ?? []) {
      if (entry.path.startsWith(`${ARCHIVE}/`)) this.originals.set(entry.path, entry);
      const folder = path.posix.dirname(entry.path);
      const part = this.parts.get(folder);
      if (part) part.push(entry);
      else this.parts.set(folder, [entry]);
    }
  }

  /**
   * A part never changes, but a store that was reset to an earlier state reuses names: the checksums distinguish such
   * parts.
   */
  knowsPart(part: string, checksums: Buffer): boolean {
    const entries = this.ofPart(part);
    const sums = entries.find((entry) => path.posix.basename(entry.path) === CHECKSUMS);
    const sha256 = createHash('sha256').update(checksums).digest('hex');
    return sums?.sha256 === sha256 && entries.every((entry) => this.holds(entry));
  }

  ofPart(part: string): readonly FileEntry[] {
    return this.parts.get(part) ?? [];
  }

  /** Originals are named by their content and written once. */
  original(place: string): FileEntry | undefined {
    const entry = this.originals.get(place);
    return entry && this.holds(entry) ? entry : undefined;
  }
}

function smallFiles(dataFolder: string): string[] {
  const inFolders = SMALL_FOLDERS.flatMap((folder) => {
    const at = path.join(dataFolder, folder);
    if (!existsSync(at)) return [];
    return readdirSync(at, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => path.posix.join(folder, name));
  });
  return [...inFolders, ...SMALL_FILES.filter((file) => existsSync(path.join(dataFolder, file)))];
}

/** Keeps the current content of a file. The archive may be on another disk, where hard links are impossible. */
function link(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 });
  try {
    linkSync(from, to);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EXDEV') throw thrown;
    cpSync(from, to, { preserveTimestamps: true });
  }
}

async function contentsOf(folder: string): Promise<{ files: string[]; links: LinkEntry[] }> {
  const found = (await readdir(folder, { recursive: true, withFileTypes: true })).map((entry) => ({
    entry,
    place: path.relative(folder, path.join(entry.parentPath, entry.name)),
  }));
  return {
    files: found.filter(({ entry }) => entry.isFile()).map(({ place }) => place),
    links: found
      .filter(({ entry }) => entry.isSymbolicLink())
      .map(({ place }) => ({ path: place, link: readlinkSync(path.join(folder, place)) })),
  };
}
