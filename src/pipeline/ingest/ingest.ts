// Passes deliveries from a source through archive and load: loads new reports, and accounts for every file.
import type { Archive } from '../../archive/index.js';
import type { Catalogue } from '../../catalogue/index.js';
import { unixSeconds } from '../../domain/clock.js';
import type { Collected, Delivery, Refusal } from '../../domain/delivery.js';
import { asSundialError, SundialError } from '../../domain/errors.js';
import { describeReport, type IdentityOverrides, type ReportIdentity } from '../../domain/report.js';
import type { LoadedReport, Loader, LoadRequest } from '../../load/index.js';
import { checkBeginning, Relay } from '../../read/index.js';
import type { LedgerRow, Store } from '../../store/index.js';
import { Compression } from './compression.js';
import { deliveryRow, failedRow, type Stored } from './delivery-rows.js';
import { statementOf } from './expected.js';
import { identifyDelivery } from './identify.js';
import { type FileOutcome, failedOutcome, loadedOutcome, unloadedOutcome } from './outcome.js';
import { isOlder } from './versions.js';

export interface IngestOptions {
  readonly store: Store;
  readonly archive: Archive;
  readonly catalogue: Catalogue;
  readonly loader: Loader;
  readonly overrides: IdentityOverrides;
  /** Small reports are loaded together until they reach this size. */
  readonly batchBytes: number;
  /** Whether originals are compressed. */
  readonly compress: boolean;
  /** Called with each file's outcome as soon as it is known. */
  readonly decided: (outcome: FileOutcome) => void;
  /** Called when a file's content was received. The content is durable before `decided` is called with the file's outcome. */
  readonly archived?: (path: string, bytes: number) => void;
}

/** Files per batch; more files would make the list of names in one query too long. */
const BATCH_FILES = 200;

/** An archived delivery that waits for its batch. */
interface Waiting {
  readonly delivery: Delivery;
  readonly request: LoadRequest;
}

/**
 * Ingests everything that a source hands over. Errors of single files become outcomes; errors that affect the whole run
 * (disk full, engine failure) are thrown, and no partial work stays visible.
 */
export async function ingest(collected: AsyncIterable<Collected>, options: IngestOptions): Promise<void> {
  const run = new Ingest(options);
  try {
    for await (const item of collected) await run.take(item);
    await run.loadBatch();
  } catch (thrown) {
    run.compression.forget();
    await run.abandon();
    throw thrown;
  } finally {
    await run.compression.finish();
  }
}

class Ingest {
  private batch: Waiting[] = [];
  private batchBytes = 0;
  /** Makes the originals of the batch that is being loaded durable. */
  private securing: Promise<void> = Promise.resolve();
  /**
   * The files of each report in this run: a second file with different content is a conflict
   * (decisions.md#versions-of-a-report).
   */
  private readonly seen = new Map<string, { path: string; sha256: string; publishedAt: number }>();
  /** Live loads by day since the last flip, which saves one query per file. */
  private readonly live = new Map<string, LedgerRow[]>();
  readonly compression: Compression;

  constructor(private readonly options: IngestOptions) {
    this.compression = new Compression(options.archive, options.compress);
  }

  async take(item: Collected): Promise<void> {
    if (item.kind === 'refusal') {
      await this.fail(item, item.error, this.identifyRefused(item));
      return;
    }
    let report: ReportIdentity | undefined;
    let stored: Stored | undefined;
    try {
      report = identifyDelivery(item, this.options.catalogue, this.options.overrides);
      if (await this.isReadOnArrival(item, report)) return await this.loadOnArrival(item, report);
      stored = await this.archive(item);
      await this.check(item, report, stored);
      await this.decide(item, report, stored);
    } catch (thrown) {
      const error = asSundialError(thrown);
      if (!isOfOneFile(error)) throw thrown;
      await this.fail(item, error, report, stored);
    }
  }

  /** Loads the waiting deliveries while their originals are made durable together; the flip waits for that (ADR 16). */
  async loadBatch(): Promise<void> {
    const { archive } = this.options;
    const content = this.batch.map(({ request }) => archive.received(request.sha256));
    const inArchive = archive.secure();
    this.securing = inArchive;
    // `secured` reports a failure. Without this handler, Node would end the process before that.
    inArchive.catch(() => {});
    const batch = this.batch.map(({ delivery, request }, index) => ({
      delivery,
      request: { ...request, content: content[index], inArchive },
    }));
    this.batch = [];
    this.batchBytes = 0;
    await this.load(batch);
    await this.secured();
  }

  /** Makes all received originals durable; nothing about them may be acknowledged earlier. */
  private async secured(): Promise<void> {
    await this.securing;
    await this.options.archive.secure();
  }

  /** Discards what was received and not made durable. */
  async abandon(): Promise<void> {
    await this.securing.catch(() => {});
    await this.options.archive.abandon();
  }

  /** Whether a delivery fills a batch and is certain to be loaded, so that reading need not wait for its last byte. */
  private async isReadOnArrival({ bytes = 0 }: Delivery, report: ReportIdentity): Promise<boolean> {
    if (bytes < this.options.batchBytes || this.seen.has(describeReport(report))) return false;
    return (await this.liveVersion(report)) === undefined;
  }

  /** Archives and loads a delivery at the same time. Its load becomes visible after its original is durable. */
  private async loadOnArrival(delivery: Delivery, report: ReportIdentity): Promise<void> {
    await this.loadBatch();
    const relay = new Relay();
    const stored = this.archive(delivery, relay);
    // The loader reports the failure. If the content could not even be opened, the reader still waits for chunks.
    stored.catch(() => relay.leave());
    const { path } = delivery;
    const publishedAt = publishedSeconds(delivery);
    const arriving = { relay: relay.memory, stored };
    try {
      const request = { path, report, sha256: '', bytes: 0, publishedAt, arriving };
      const [loaded] = await this.load([{ delivery, request }]);
      if (loaded) this.seen.set(describeReport(report), { path, sha256: loaded.request.sha256, publishedAt });
    } finally {
      relay.leave();
      await Promise.allSettled([stored]);
    }
  }

  /** @returns the reports that were loaded */
  private async load(batch: readonly Waiting[]): Promise<readonly LoadedReport[]> {
    const { loader, store } = this.options;
    const rowsOf = (loaded: readonly LoadedReport[]) =>
      loaded.map((report, index) =>
        deliveryRow(
          batch[index]!.delivery,
          report.request,
          report.same ? 'known' : 'loaded',
          report.entry.load,
        ),
      );
    try {
      const loaded = await loader.load(
        batch.map(({ request }) => request),
        async (reports) => {
          await this.secured();
          // Not earlier, because the reader needs the processor more than the following steps do.
          this.compression.start();
          await store.deliveries.record(rowsOf(reports));
          await this.noteStatements(batch);
        },
      );
      this.live.clear();
      for (const [index, report] of loaded.entries())
        this.options.decided(loadedOutcome(report, batch[index]!.delivery));
      return loaded;
    } catch (thrown) {
      const error = asSundialError(thrown);
      const culprit = batch.find(({ request }) => request.path === error.details.file);
      if (!culprit || !isOfOneFile(error)) throw thrown;
      await this.fail(culprit.delivery, error, culprit.request.report, await storedOf(culprit.request));
      // Nothing of the batch became visible; the other reports are loaded without the failed report.
      return this.load(batch.filter((waiting) => waiting !== culprit));
    }
  }

  /** The identity of a report that a source could not hand over, so that the report's day counts as open. */
  private identifyRefused({ report }: Refusal): ReportIdentity | undefined {
    if (!report?.type || !report.date) return undefined;
    const { type, date, list = '' } = report;
    return { list, date, type: this.options.catalogue.resolve(type) };
  }

  /** @param relay passes the content to the reader while it arrives */
  private async archive(delivery: Delivery, relay?: Relay): Promise<Stored> {
    const { archive, compress } = this.options;
    const content = await delivery.open();
    const stored = await archive.receive(relay?.through(content) ?? content, delivery.path, compress);
    this.options.archived?.(delivery.path, stored.bytes);
    // Also originals that the archive held already, because a killed run may have left them uncompressed.
    this.compression.add(stored.sha256);
    return stored;
  }

  /** Refuses a file that is not a report before it joins a batch. */
  private async check({ path }: Delivery, report: ReportIdentity, { sha256 }: Stored): Promise<void> {
    const { archive, catalogue } = this.options;
    const content = archive.received(sha256);
    const facts = catalogue.describe(report.type);
    await checkBeginning(content ? [content] : archive.read(sha256), { load: 0, path, report, facts });
  }

  private async decide(delivery: Delivery, report: ReportIdentity, { sha256, bytes }: Stored): Promise<void> {
    const publishedAt = publishedSeconds(delivery);
    const name = describeReport(report);
    const earlier = this.seen.get(name);
    // Versions with a publishing time can be ordered; without one it is unknown which version counts.
    const isOrdered = publishedAt > 0 && earlier !== undefined && earlier.publishedAt > 0;
    if (earlier && earlier.sha256 !== sha256 && !isOrdered) {
      throw new SundialError('report-name-conflict', {
        file: delivery.path,
        report: name,
        other: earlier.path,
      });
    }
    this.seen.set(name, isOrdered || !earlier ? { path: delivery.path, sha256, publishedAt } : earlier);
    // A second copy in the same command is decided after the first copy is in the ledger.
    if (earlier && this.batch.some((waiting) => describeReport(waiting.request.report) === name))
      await this.loadBatch();
    const live = await this.liveVersion(report);
    // A file is a version like any other: if the publishing times of the others are known, the file's modification time is used.
    const isTimed = publishedAt > 0 || !live || live.published_at === 0 || !delivery.writtenAt;
    const time = isTimed ? publishedAt : unixSeconds(delivery.writtenAt);
    const request = { path: delivery.path, report, sha256, bytes, publishedAt: time };
    if (live?.sha256 === sha256) {
      await this.learnTime(live, publishedAt);
      await this.note(delivery, request, live, 'known');
    } else if (live && isOlder(time, live.published_at)) await this.note(delivery, request, live, 'older');
    else await this.wait({ delivery, request });
  }

  private async wait(waiting: Waiting): Promise<void> {
    this.batch.push(waiting);
    this.batchBytes += waiting.request.bytes;
    if (this.batchBytes >= this.options.batchBytes || this.batch.length >= BATCH_FILES)
      await this.loadBatch();
  }

  private async learnTime(live: LedgerRow, publishedAt: number): Promise<void> {
    if (publishedAt <= live.published_at) return;
    await this.options.store.ledger.learnTimes([live], new Map([[live.load, publishedAt]]));
    this.live.clear();
  }

  private async liveVersion(report: ReportIdentity): Promise<LedgerRow | undefined> {
    let day = this.live.get(report.date);
    if (!day) {
      day = await this.options.store.ledger.liveOfDay(report.date);
      this.live.set(report.date, day);
    }
    return day.find((row) => row.list === report.list && row.report_type === report.type);
  }

  private async note(
    delivery: Delivery,
    request: LoadRequest,
    live: LedgerRow,
    outcome: 'known' | 'older',
  ): Promise<void> {
    await this.secured();
    await this.options.store.deliveries.record([deliveryRow(delivery, request, outcome, live.load)]);
    if (outcome === 'known') await this.noteStatements([{ delivery, request }]);
    this.options.decided(unloadedOutcome(delivery, live, outcome));
  }

  /** Stores the announcements of reports, except those of older versions, which no longer matter. */
  private async noteStatements(batch: readonly Waiting[]): Promise<void> {
    const stated = batch.map(({ delivery, request }) => statementOf(delivery, request.report));
    await this.options.store.statedRows.note(stated.filter((statement) => statement !== undefined));
  }

  private async fail(
    item: Collected,
    error: SundialError,
    report?: ReportIdentity,
    stored?: Stored,
  ): Promise<void> {
    await this.secured();
    await this.options.store.deliveries.record([failedRow(item, error, report, stored)]);
    this.options.decided(failedOutcome(item.path, error, report, item.message));
  }
}

/** Unix seconds, 0 = unknown. */
function publishedSeconds({ publishedAt }: Delivery): number {
  return publishedAt ? unixSeconds(publishedAt) : 0;
}

/** The original of a request; undefined if it was arriving and could not be received. */
async function storedOf({ arriving, sha256, bytes }: LoadRequest): Promise<Stored | undefined> {
  return arriving ? arriving.stored.catch(() => undefined) : { sha256, bytes };
}

/** Errors that name a file but are not caused by it. */
const OF_THE_RUN: ReadonlySet<string> = new Set(['disk-full', 'internal', 'load-count-mismatch']);

/** Whether an error affects only the named file; any other error stops the run. */
function isOfOneFile(error: SundialError): boolean {
  return !OF_THE_RUN.has(error.code) && 'file' in error.details;
}
