// Opens the configured outputs on a workspace.
import type { Clock } from '../domain/clock.js';
import {
  closeOutputs,
  type OutputKind,
  OutputRun,
  openOutputs,
  type SendingContext,
} from '../publish/index.js';
import { forEdits, type Workspace } from './workspace.js';

/** The outputs of a workspace, ready to run. */
export interface OpenedOutputs {
  readonly runs: readonly OutputRun[];
  readonly world: SendingContext;
  close(): Promise<void>;
}

export interface OutputsRequest {
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly kinds?: readonly OutputKind[];
  /** The name of a single output; omitted = all. */
  readonly name?: string | undefined;
}

/** @throws SundialError `output-unknown` */
export async function openConfiguredOutputs(
  workspace: Workspace,
  { clock, ...request }: OutputsRequest,
): Promise<OpenedOutputs> {
  const { settings, catalogue, store, operator } = workspace;
  const opened = await openOutputs({ ...request, settings, clock, catalogue });
  const world: SendingContext = {
    ...{ feed: store.changes, rows: operator, operator: forEdits(workspace).operator },
    ...{ catalogue, clock, changesDays: settings.changes_days },
  };
  const runs = opened.map((open) => new OutputRun(open, world));
  return { runs, world, close: () => closeOutputs(opened) };
}
