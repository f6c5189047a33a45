// Opens a store, an archive and a loader in a temporary folder, and hands deliveries to them like a source.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Archive, DownloadIds, openArchive } from '../../src/archive/index.js';
import { type Catalogue, loadCatalogue } from '../../src/catalogue/index.js';
import type { Delivery } from '../../src/domain/delivery.js';
import { everything } from '../../src/domain/everything.js';
import type { Loader } from '../../src/load/index.js';
import { type FileOutcome, ingest, openLoader } from '../../src/pipeline/index.js';
import { openEmbedded } from '../../src/store/engine/embedded.js';
import { type OperatorStore, openStore, type Store } from '../../src/store/index.js';
import { placeEmptyStore, placeStore } from '../../src/store/testing/placed-store.js';
import { MODIFIED } from './reports.js';

/** A report file from a test. */
export interface Given {
  readonly name: string;
  readonly content: string | Buffer;
  /** The folder before the name, for files with the same name. */
  readonly folder?: string;
  /** Unix seconds; omitted = unknown to the source. */
  readonly publishedAt?: number;
  readonly deliveredAt?: Date;
  /** The error with which the source fails after the content. */
  readonly failure?: Error;
}

const BATCH_BYTES = 1024 * 1024;
const CLOCK = () => new Date('2026-02-01T07:00:00Z');

/** Only one store per process, because the embedded engine binds its folder to the process. */
export class World {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'sundial-world-'));
  readonly archive: Archive = openArchive(path.join(this.folder, 'archive'));
  readonly downloadIds = new DownloadIds(path.join(this.folder, 'download-ids'), true);
  readonly catalogue: Catalogue = loadCatalogue();
  store!: Store;
  loader!: Loader;
  private enrichers: readonly string[] = [];
  private isLeft = false;

  /** @param enrichers the names of enrichers whose tables add to events */
  static async open({ enrichers = [] }: { readonly enrichers?: readonly string[] } = {}): Promise<World> {
    const world = new World();
    world.enrichers = enrichers;
    await placeEmptyStore(world.folder);
    await world.start();
    return world;
  }

  /**
   * A world that has ingested these reports as one command. The first one of a run that asks for them loads them; others
   * get a copy of its store and archive.
   */
  static async holding(files: readonly Given[], batchBytes = BATCH_BYTES): Promise<World> {
    const world = new World();
    await placeStore(world.folder, digestOf(files, batchBytes), async () => {
      const first = await World.open();
      await first.ingest(files, batchBytes);
      await first.leave();
      return first.folder;
    });
    await world.start();
    return world;
  }

  private async start(): Promise<void> {
    const { folder, archive, catalogue } = this;
    this.store = await openStore({ folder, url: '', user: '', password: '', memoryLimitMib: 1024 });
    const segmentFolder = path.join(folder, 'segments');
    const enrichment = this.store.enrichment.of(this.enrichers);
    this.loader = openLoader({
      store: this.store,
      archive,
      catalogue,
      enrichment,
      clock: CLOCK,
      segmentFolder,
    });
  }

  /** Closes the store and opens it again, like the next command. @param between what happens to its files meanwhile */
  async restart(between: () => void | Promise<void> = () => {}): Promise<void> {
    await this.stop();
    await between();
    await this.start();
  }

  /** Runs statements on the closed store, as a killed or earlier Sundial would have left it, and opens it again. */
  async reopenAfter(...statements: string[]): Promise<void> {
    await this.restart(async () => {
      // The copies would reveal that the tables were changed by other means.
      rmSync(path.join(this.folder, 'copies'), { recursive: true });
      const engine = await openEmbedded({ folder: this.folder, memoryLimitMib: 512 });
      for (const statement of statements) await engine.run(statement);
      await engine.close();
    });
  }

  /** Everything that is stored. */
  get operator(): OperatorStore {
    return this.store.as(everything);
  }

  /** Ingests files as one command; with `batchBytes` 1 each file is loaded separately, and new ones while they arrive. */
  async ingest(files: readonly Given[], batchBytes = BATCH_BYTES): Promise<FileOutcome[]> {
    const { store, archive, catalogue, loader } = this;
    const outcomes: FileOutcome[] = [];
    await ingest(deliveries(files), {
      store,
      archive,
      catalogue,
      loader,
      overrides: {},
      batchBytes,
      compress: true,
      decided: (outcome) => outcomes.push(outcome),
    });
    return outcomes;
  }

  /** Closes the store permanently, so that the test can open others. */
  async leave(): Promise<void> {
    await this.stop();
    this.isLeft = true;
  }

  async close(): Promise<void> {
    if (!this.isLeft) await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async stop(): Promise<void> {
    await this.loader.close();
    await this.store.close();
  }
}

/** Names the store of a world with these reports. */
function digestOf(files: readonly Given[], batchBytes: number): string {
  const hash = createHash('sha256').update(String(batchBytes));
  for (const { content, ...described } of files) hash.update(JSON.stringify(described)).update(content);
  return hash.digest('hex').slice(0, 16);
}

async function* deliveries(files: readonly Given[]): AsyncGenerator<Delivery> {
  for (const { name, content, folder = 'in', publishedAt, deliveredAt = MODIFIED, failure } of files)
    yield {
      kind: 'delivery',
      source: 'test',
      path: `${folder}/${name}`,
      name,
      deliveredAt,
      bytes: Buffer.byteLength(content),
      ...(publishedAt !== undefined && { publishedAt: new Date(publishedAt * 1000) }),
      open: async () => contentOf(content, failure),
    };
}

async function* contentOf(content: string | Buffer, failure: Error | undefined): AsyncGenerator<Buffer> {
  yield Buffer.from(content);
  if (failure) throw failure;
}
