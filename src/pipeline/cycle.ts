// One cycle of the pipeline: reads every source once, one after another; a failed source does not stop the others.
import type { Clock } from '../domain/clock.js';
import { asSundialError, type SundialError } from '../domain/errors.js';
import { failureOf } from '../domain/failure.js';
import type { Failure } from '../domain/service-status.js';
import type { TakenIn } from './ingest/take-in.js';
import { type ReadOptions, type ReadWatch, readSource, type SourceRead } from './read-source.js';
import type { OpenSource } from './sources.js';
import type { Workspace } from './workspace.js';

export interface CycleOptions {
  readonly sources: readonly OpenSource[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly watch: ReadWatch;
  /** Read this many days instead of the days that are due. */
  readonly backfillDays?: number;
}

/** The result of a cycle; a source that could not be read at all appears only among the failures. */
export interface Cycle {
  readonly reads: readonly SourceRead[];
  readonly failures: readonly Failure[];
}

/** Runs one cycle. @throws SundialError errors that affect every source, such as a full disk */
export async function runCycle(workspace: Workspace, options: CycleOptions): Promise<Cycle> {
  return readInTurn(options, async (open) => readDue(workspace, open, options));
}

/** Reads sources one after another, with the same request. @throws SundialError errors that affect every source */
export async function readEach(
  workspace: Workspace,
  { sources, ...options }: ReadOptions & { readonly sources: readonly OpenSource[] },
): Promise<Cycle> {
  return readInTurn({ sources, signal: options.signal }, (open) => readSource(workspace, open, options));
}

async function readInTurn(
  { sources, signal }: Pick<CycleOptions, 'sources' | 'signal'>,
  read: (open: OpenSource) => Promise<SourceRead>,
): Promise<Cycle> {
  const reads: SourceRead[] = [];
  const failures: Failure[] = [];
  for (const open of sources) {
    if (signal.aborted) break;
    try {
      const came = await read(open);
      reads.push(came);
      failures.push(...failuresOf(came));
    } catch (thrown) {
      const error = asSundialError(thrown);
      if (stopsAll(error)) throw thrown;
      failures.push(failureOf(open.entry.name, error, true));
    }
  }
  return { reads, failures };
}

async function readDue(workspace: Workspace, open: OpenSource, options: CycleOptions): Promise<SourceRead> {
  const { backfillDays } = options;
  if (backfillDays !== undefined) return readSource(workspace, open, { ...options, asked: { backfillDays } });
  const { first } = open.runs;
  if (first === undefined || (await hasSucceeded(workspace, first)))
    return readSource(workspace, open, options);
  return readSource(workspace, open, { ...options, command: first, asked: { isFirst: true } });
}

/** Whether any source waits for its first reading by the service; readings by hand do not count. */
export async function hasUnreadSource(
  workspace: Workspace,
  sources: readonly OpenSource[],
): Promise<boolean> {
  for (const { runs } of sources) if (!(await hasSucceeded(workspace, runs.first ?? runs.read))) return true;
  return false;
}

async function hasSucceeded({ store }: Workspace, run: string): Promise<boolean> {
  return (await store.runs.history([run])).lastSuccessAt !== undefined;
}

/** Whether an error affects every source, so that the next source is not tried. */
function stopsAll({ code }: SundialError): boolean {
  return /^(disk|store)-/.test(code);
}

/** The failures of a source, each kind once. */
function failuresOf({ source, taken: { outcomes, status } }: { source: string; taken: TakenIn }): Failure[] {
  const errors = outcomes.flatMap(({ error }) => (error ? [error] : []));
  const kinds = new Map(errors.map((error) => [error.code, error]));
  return [...kinds.values()].map((error) => failureOf(source, error, status === 'failed'));
}
