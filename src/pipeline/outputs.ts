// Opens the configured outputs on a workspace.
import type { Clock } from '../domain/clock.js';
import type { ReportIdentity } from '../domain/report.js';
import { tlpOf } from '../domain/tlp.js';
import {
  closeOutputs,
  forgetOutput,
  type OutputKind,
  OutputRun,
  openOutputs,
  outputEntries,
  type RemovedOutput,
  type SendingContext,
} from '../publish/index.js';
import { API_CONSUMER } from '../store/index.js';
import { forEdits, type Workspace } from './workspace.js';

/** The outputs of a workspace, ready to run. */
export interface OpenedOutputs {
  readonly runs: readonly OutputRun[];
  readonly world: SendingContext;
  /** The names of all entries, opened or not. */
  readonly configured: ReadonlySet<string>;
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
  const { settings, catalogue, archive, downloadIds } = workspace;
  const original = (sha256: string) => archive.read(sha256);
  const downloadId = (report: ReportIdentity) => downloadIds.of(report);
  const opened = await openOutputs({ ...request, settings, clock, catalogue, original, downloadId });
  const world = worldOf(workspace, clock);
  const runs = opened.map((open) => new OutputRun(open, world));
  const configured = configuredOutputs(workspace, request.kinds);
  return { runs, world, configured, close: () => closeOutputs(opened) };
}

/** Forgets an output without an entry. @throws SundialError `output-configured`, `output-unknown` */
export async function forgetRemovedOutput(
  workspace: Workspace,
  { clock, name }: { readonly clock: Clock; readonly name: string },
): Promise<RemovedOutput> {
  return forgetOutput(worldOf(workspace, clock), name, {
    configured: configuredOutputs(workspace),
    dataFolder: workspace.settings.data_dir,
  });
}

function worldOf(workspace: Workspace, clock: Clock): SendingContext {
  const { settings, catalogue, store, operator } = workspace;
  return {
    ...{ feed: store.changes, rows: operator, operator: forEdits(workspace).operator },
    rowsOf: (scope) => store.as(scope),
    ...{ catalogue, clock, changesDays: settings.changes_days, unmarkedTlp: tlpOf(settings.unmarked_tlp) },
  };
}

function configuredOutputs({ settings }: Workspace, kinds?: readonly OutputKind[]): ReadonlySet<string> {
  const names = outputEntries(settings, kinds).map(({ name }) => name);
  // As long as constituents are served, changes are kept for them.
  return new Set(settings.api_port > 0 ? [...names, API_CONSUMER] : names);
}
