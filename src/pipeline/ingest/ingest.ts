// Takes deliveries from a source through archive and load: what is new is loaded, and every file is accounted for.
import type { Archive } from '../../archive/index.js';
import type { Catalogue } from '../../catalogue/index.js';
import { unixSeconds } from '../../domain/clock.js';
import type { Collected, Delivery, Refusal } from '../../domain/delivery.js';
import { asSundialError, SundialError } from '../../domain/errors.js';
import { describeReport, type IdentityOverrides, type ReportIdentity } from '../../domain/report.js';
import type { LoadedReport, Loader, LoadRequest } from '../../load/index.js';
import { checkBeginning } from '../../read/index.js';
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
  /** Told of each file as soon as it is decided. */
  readonly decided: (outcome: FileOutcome) => void;
  /** Told when a file's content is in the archive. */
  readonly archived?: (path: string, bytes: number) => void;
}

/** Files of one insert; more would make the names in one query too many. */
const BATCH_FILES = 200;

/** An archived delivery that waits for its batch. */
interface Waiting {
  readonly delivery: Delivery;
  readonly request: LoadRequest;
}

/**
 * Ingests everything a source hands over. Errors of single files become outcomes; what stops everything
 * (disk full, engine failure) is thrown, and nothing half done stays visible.
 */
export async function ingest(collected: AsyncIterable<Collected>, options: IngestOptions): Promise<void> {
  const run = new Ingest(options);
  try {
    for await (const item of collected) await run.take(item);
    await run.loadBatch();
  } finally {
    await run.compression.finish();
  }
}

class Ingest {
  private batch: Waiting[] = [];
  private batchBytes = 0;
  /**
   * What this run has seen of each report: a second file of other content is a conflict
   * (decisions.md#versions-of-a-report).
   */
  private readonly seen = new Map<string, { path: string; sha256: string; publishedAt: number }>();
  /** What is live, per day, since the last flip: one query a batch instead of one a file. */
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
      stored = await this.archive(item);
      await this.check(item, report, stored);
      await this.decide(item, report, stored);
    } catch (thrown) {
      const error = asSundialError(thrown);
      if (!isOfOneFile(error)) throw thrown;
      await this.fail(item, error, report, stored);
    }
  }

  /** Loads what waits. */
  async loadBatch(): Promise<void> {
    const batch = this.batch;
    this.batch = [];
    this.batchBytes = 0;
    await this.load(batch);
  }

  private async load(batch: readonly Waiting[]): Promise<void> {
    const { loader, store } = this.options;
    const rowsOf = (loaded: readonly LoadedReport[]) =>
      loaded.map((report, index) =>
        deliveryRow(
          batch[index]!.delivery,
          batch[index]!.request,
          report.same ? 'known' : 'loaded',
          report.entry.load,
        ),
      );
    try {
      const loaded = await loader.load(
        batch.map(({ request }) => request),
        async (reports) => {
          // Not earlier: the reader needs the processor more than what follows it does.
          this.compression.start();
          await store.deliveries.record(rowsOf(reports));
          await this.noteStatements(batch);
        },
      );
      this.live.clear();
      for (const [index, report] of loaded.entries())
        this.options.decided(loadedOutcome(report, batch[index]!.delivery));
    } catch (thrown) {
      const error = asSundialError(thrown);
      const culprit = batch.find(({ request }) => request.path === error.details.file);
      if (!culprit || !isOfOneFile(error)) throw thrown;
      await this.fail(culprit.delivery, error, culprit.request.report, culprit.request);
      // Nothing of the batch was made visible; the others do not answer for this one.
      await this.load(batch.filter((waiting) => waiting !== culprit));
    }
  }

  /** What a source knows of a report that it could not hand over, so that its day counts as open. */
  private identifyRefused({ report }: Refusal): ReportIdentity | undefined {
    if (!report?.type || !report.date) return undefined;
    const { type, date, list = '' } = report;
    return { list, date, type: this.options.catalogue.resolve(type) };
  }

  private async archive(delivery: Delivery): Promise<Stored> {
    const stored = await this.options.archive.put(await delivery.open(), delivery.path);
    this.options.archived?.(delivery.path, stored.bytes);
    // Also what the archive held already: a killed run may have left it uncompressed.
    this.compression.add(stored.sha256);
    return stored;
  }

  /** Refuses a file that is not a report before it joins a batch. */
  private async check({ path }: Delivery, report: ReportIdentity, { sha256 }: Stored): Promise<void> {
    const facts = this.options.catalogue.describe(report.type);
    await checkBeginning(this.options.archive.read(sha256), { load: 0, path, report, facts });
  }

  private async decide(delivery: Delivery, report: ReportIdentity, { sha256, bytes }: Stored): Promise<void> {
    const publishedAt = delivery.publishedAt ? unixSeconds(delivery.publishedAt) : 0;
    const name = describeReport(report);
    const earlier = this.seen.get(name);
    // Versions with a publishing time have an order; of others it is unknown which one counts.
    const isOrdered = publishedAt > 0 && earlier !== undefined && earlier.publishedAt > 0;
    if (earlier && earlier.sha256 !== sha256 && !isOrdered) {
      throw new SundialError('report-name-conflict', {
        file: delivery.path,
        report: name,
        other: earlier.path,
      });
    }
    this.seen.set(name, isOrdered || !earlier ? { path: delivery.path, sha256, publishedAt } : earlier);
    // A second copy in one command is decided when the first one is in the ledger.
    if (earlier && this.batch.some((waiting) => describeReport(waiting.request.report) === name))
      await this.loadBatch();
    const live = await this.liveVersion(report);
    // A file is a version like any other: where the others' times are known, its own is when it was written.
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
    await this.options.store.deliveries.record([deliveryRow(delivery, request, outcome, live.load)]);
    if (outcome === 'known') await this.noteStatements([{ delivery, request }]);
    this.options.decided(unloadedOutcome(delivery, live, outcome));
  }

  /** Keeps what was announced of reports; of an older version it says nothing that still counts. */
  private async noteStatements(batch: readonly Waiting[]): Promise<void> {
    const stated = batch.map(({ delivery, request }) => statementOf(delivery, request.report));
    await this.options.store.statedRows.note(stated.filter((one) => one !== undefined));
  }

  private async fail(
    item: Collected,
    error: SundialError,
    report?: ReportIdentity,
    stored?: Stored,
  ): Promise<void> {
    await this.options.store.deliveries.record([failedRow(item, error, report, stored)]);
    this.options.decided(failedOutcome(item.path, error, report, item.message));
  }
}

/** Errors that name a file and are not its fault. */
const OF_THE_RUN: ReadonlySet<string> = new Set(['disk-full', 'internal', 'load-count-mismatch']);

/** Errors that end with the file they are about; any other stops the run. */
function isOfOneFile(error: SundialError): boolean {
  return !OF_THE_RUN.has(error.code) && 'file' in error.details;
}
