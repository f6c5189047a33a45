// Reads a source as one run of the audit log: from finding the due reports to updating the source's memory.
import type { DeliveryResult, Reading, ReadRequest, SourceStep, SourceSummary } from '../collect/index.js';
import type { Clock } from '../domain/clock.js';
import type { Collected } from '../domain/delivery.js';
import type { Selection } from '../domain/source-entry.js';
import { type TakeInOptions, type TakenIn, takeIn, type Watch } from './ingest/take-in.js';
import { wanted } from './ingest/wanted.js';
import { memoryOf } from './memory.js';
import type { OpenSource } from './sources.js';
import type { Workspace } from './workspace.js';

/** Receives the progress of a reading. */
export interface ReadWatch extends Watch {
  step(step: SourceStep): void;
}

export interface ReadOptions {
  readonly clock: Clock;
  readonly watch: ReadWatch;
  readonly signal: AbortSignal;
  /** The run's name in the audit log; omitted = the name that the source's kind declares. */
  readonly command?: string;
  /** Overrides of the due days and the configured selection; names of types may be short. */
  readonly asked?: Partial<Pick<ReadRequest, 'dates' | 'backfillDays' | 'again' | 'isFirst'>>;
  readonly selection?: Partial<Selection>;
}

/** The result of reading one source. */
export interface SourceRead {
  readonly source: string;
  readonly kind: string;
  readonly taken: TakenIn;
  readonly summary: SourceSummary;
  /** Number of reports that were handed over although they were not requested. */
  readonly unselected: number;
}

/** Reads a source to its end. @throws SundialError errors that affect every source, and errors of the source before its first report */
export async function readSource(
  workspace: Workspace,
  { entry, source, runs }: OpenSource,
  options: ReadOptions,
): Promise<SourceRead> {
  const { clock, watch, signal, asked, command = runs.read } = options;
  const { catalogue } = workspace;
  const selection = namedSelection({ ...entry.selection, ...options.selection }, workspace);
  const reading = source.read({
    memory: memoryOf(workspace, entry.label, clock),
    signal,
    selection,
    resolveType: (type) => catalogue.resolve(type),
    step: (step) => watch.step(step),
    ...asked,
  });
  let unselected = 0;
  const leave = (result: DeliveryResult) => {
    unselected += 1;
    reading.decided(result);
  };
  const collected = wanted(reading, selection, catalogue, leave);
  const { taken, summaries } = await takeInReadings(workspace, [reading], collected, {
    command,
    clock,
    watch,
  });
  return { source: entry.name, kind: entry.kind, taken, summary: summaries[0]!, unselected };
}

/**
 * Takes in the reports of readings as one run, and closes the readings.
 *
 * @param collected everything to take in: the reports of the readings, and other reports of the same run
 */
export async function takeInReadings(
  workspace: Workspace,
  readings: readonly Reading[],
  collected: AsyncIterable<Collected>,
  options: Omit<TakeInOptions, 'hasFailed'>,
): Promise<{ readonly taken: TakenIn; readonly summaries: readonly SourceSummary[] }> {
  const { watch } = options;
  const told: Watch = {
    archived: (path, bytes) => watch.archived(path, bytes),
    read: (bytes) => watch.read(bytes),
    decided: (outcome) => {
      for (const reading of readings) reading.decided(outcome);
      watch.decided(outcome);
    },
  };
  try {
    const hasFailed = () => readings.length > 0 && readings.every((reading) => reading.hasFailed());
    const taken = await takeIn(workspace, collected, { ...options, watch: told, hasFailed });
    const summaries: SourceSummary[] = [];
    for (const reading of readings) summaries.push(await reading.finish());
    return { taken, summaries };
  } finally {
    for (const reading of readings) await reading.close();
  }
}

/** A selection with the catalogue's names of its types. @throws SundialError `type-unknown` */
export function namedSelection(selection: Selection, { catalogue }: Pick<Workspace, 'catalogue'>): Selection {
  const named = (names: readonly string[]) => names.flatMap((name) => catalogue.named(name));
  return { ...selection, types: named(selection.types), excluded: named(selection.excluded) };
}
