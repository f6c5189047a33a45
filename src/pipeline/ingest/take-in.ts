// Takes a source's deliveries into archive and store as one run of the audit log.

import type { Clock } from '../../domain/clock.js';
import type { Collected } from '../../domain/delivery.js';
import type { IdentityOverrides } from '../../domain/report.js';
import type { Loader } from '../../load/index.js';
import type { EndedRun, RunTotals } from '../../store/index.js';
import type { Workspace } from '../workspace.js';
import { isCompressedAtOnce } from './compression.js';
import { ingest } from './ingest.js';
import { openLoader } from './open-loader.js';
import type { FileOutcome } from './outcome.js';

/** Receives the progress of a run. */
export interface Watch {
  /** Called when a file's content is in the archive; its `bytes` wait to be loaded. */
  archived(path: string, bytes: number): void;
  /** Called with the number of bytes read of the current report. */
  read(bytes: number): void;
  /** Called with the outcome of a file. */
  decided(outcome: FileOutcome): void;
}

export interface TakeInOptions {
  /** The run's name in the audit log. */
  readonly command: string;
  readonly clock: Clock;
  readonly overrides?: IdentityOverrides;
  readonly watch: Watch;
  /** Called at the end: whether the source failed, so that the run is not a success. */
  readonly hasFailed?: () => boolean;
}

/** The result of a run. */
export interface TakenIn extends EndedRun {
  readonly outcomes: readonly FileOutcome[];
}

const MIB = 1024 * 1024;

/**
 * Archives and loads everything that a source hands over. The outcomes list the result of each file.
 *
 * @throws SundialError errors that affect the whole run (disk full, engine failure), which the audit log records
 */
export async function takeIn(
  workspace: Workspace,
  collected: AsyncIterable<Collected>,
  { command, clock, overrides = {}, watch, hasFailed = () => false }: TakeInOptions,
): Promise<TakenIn> {
  const { store, archive, catalogue, settings, segmentFolder, enrichment } = workspace;
  const outcomes: FileOutcome[] = [];
  const work = async (loader: Loader) => {
    await archive.cleanUp();
    await ingest(collected, {
      store,
      archive,
      catalogue,
      loader,
      overrides,
      batchBytes: settings.load_batch_mib * MIB,
      compress: isCompressedAtOnce(workspace),
      archived: (path, bytes) => watch.archived(path, bytes),
      decided: (outcome) => {
        outcomes.push(outcome);
        watch.decided(outcome);
      },
    });
  };
  const { run, status, totals } = await store.runs.during(
    {
      command,
      clock,
      totals: () => addUp(outcomes),
      status: ({ failed, quarantined }) => {
        if (hasFailed()) return 'failed';
        return failed + quarantined > 0 ? 'partial' : 'done';
      },
    },
    async () => {
      const loader = openLoader({
        store,
        archive,
        catalogue,
        clock,
        enrichment,
        segmentFolder,
        progress: (bytes) => watch.read(bytes),
      });
      await work(loader).finally(() => loader.close());
    },
  );
  return { run, status, totals, outcomes };
}

/** Adds up the outcomes of all files. */
export function addUp(outcomes: readonly FileOutcome[]): RunTotals {
  const sum = (value: (outcome: FileOutcome) => number) =>
    outcomes.reduce((total, each) => total + value(each), 0);
  return {
    reports: outcomes.length,
    accepted: sum((each) => each.accepted),
    duplicate: sum((each) => each.duplicate),
    quarantined: sum((each) => each.quarantined),
    failed: sum((each) => (each.error ? 1 : 0)),
  };
}
