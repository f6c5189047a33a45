// The files of an export in STIX: one with the objects of all reports, or a folder with a file for each bundle.
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { SundialError } from '../../domain/errors.js';
import { LIMITS } from '../../domain/limits.js';
import type { StixBundle } from '../../mapping/index.js';
import { Unfinished, valueName, writing } from './export-files.js';

/** Files that appear together, when all of them are complete. */
export interface BundleFiles {
  /** @param report the report's part of a file name @param number of the bundle in its report, from 1 */
  add(bundle: StixBundle, report: string, number: number): Promise<void>;
  /** @throws SundialError `export-exists`, `export-unwritable` */
  publish(): Promise<{ readonly files: readonly string[]; readonly bytes: number }>;
  /** Removes what was not published. */
  discard(): Promise<void>;
}

/**
 * @param output a name that ends with `.json` is one file with one bundle; any other is a folder
 * @param limit of the files of a folder
 * @throws SundialError `export-exists`, `export-unwritable`
 */
export async function bundleFiles(
  output: string,
  force: boolean,
  limit: number = LIMITS.exportBundles,
): Promise<BundleFiles> {
  if (!output.endsWith('.json'))
    return new BundleFolder(output, await Unfinished.start([], output, force), limit);
  const unfinished = await Unfinished.start([output], path.dirname(output), force);
  return new OneFile(output, unfinished);
}

/** A file for each bundle. */
class BundleFolder implements BundleFiles {
  private readonly files: string[] = [];
  private bytes = 0;

  constructor(
    private readonly folder: string,
    private readonly unfinished: Unfinished,
    private readonly limit: number,
  ) {}

  async add({ json }: StixBundle, report: string, number: number): Promise<void> {
    const { limit } = this;
    if (this.files.length === limit)
      throw new SundialError('query-too-large', {
        problem: 'the export has too many bundles for a folder; name a file that ends with .json',
        limit,
      });
    const place = this.unfinished.file(this.files.length);
    await writing(place, async () => {
      const handle = await open(place, 'wx', 0o600);
      await handle.writeFile(`${json}\n`).finally(() => handle.close());
    });
    this.bytes += await this.unfinished.seal(this.files.length);
    // As many digits as the largest number has, so that the names are in the order of the bundles.
    const digits = String(number).padStart(String(limit).length, '0');
    const name = `${valueName(Buffer.from(report))}.${digits}.json`;
    this.files.push(path.join(this.folder, name));
  }

  async publish(): Promise<{ files: readonly string[]; bytes: number }> {
    await this.unfinished.publish(this.files);
    return { files: this.files, bytes: this.bytes };
  }

  async discard(): Promise<void> {
    await this.unfinished.discard();
  }
}

/** One bundle of any size: a file is not a message, and importers read one bundle per file. */
class OneFile implements BundleFiles {
  private handle: FileHandle | undefined;
  /** The marking and the author, with which every report begins. */
  private readonly shared = new Set<string>();
  private isFirst = true;

  constructor(
    private readonly file: string,
    private readonly unfinished: Unfinished,
  ) {}

  async add({ id, texts }: StixBundle): Promise<void> {
    const fresh = texts.filter((text) => !this.isRepeated(text));
    const place = this.unfinished.file(0);
    await writing(place, async () => {
      if (!this.handle) {
        this.handle = await open(place, 'wx', 0o600);
        await this.handle.appendFile(`{"type":"bundle","id":"${id}","objects":[\n`);
      }
      if (fresh.length === 0) return;
      await this.handle.appendFile(`${this.isFirst ? '' : ',\n'}${fresh.join(',\n')}`);
      this.isFirst = false;
    });
  }

  private isRepeated(text: string): boolean {
    if (!/^\{"type":"(marking-definition|identity)"/.test(text)) return false;
    if (this.shared.has(text)) return true;
    this.shared.add(text);
    return false;
  }

  async publish(): Promise<{ files: readonly string[]; bytes: number }> {
    if (!this.handle) return { files: [], bytes: 0 };
    await writing(this.unfinished.file(0), () => this.handle!.appendFile('\n]}\n'));
    await this.handle.close();
    this.handle = undefined;
    const bytes = await this.unfinished.seal(0);
    await this.unfinished.publish([this.file]);
    return { files: [this.file], bytes };
  }

  async discard(): Promise<void> {
    await this.handle?.close();
    await this.unfinished.discard();
  }
}
