// Restores a damaged store: files from their copies, rows from the archive, findings from the rows.
import type { Settings } from '../../config/index.js';
import type { Clock } from '../../domain/clock.js';
import { SundialError } from '../../domain/errors.js';
import { everything } from '../../domain/everything.js';
import { describeReport } from '../../domain/report.js';
import {
  type BadPart,
  forgetPatches,
  identityOf,
  type LedgerRow,
  type Mended,
  mendDefinitions,
  mendParts,
  openAsItIs,
  type ReportRows,
  replaceEngine,
  type StoreOptions,
  sliceName,
} from '../../store/index.js';
import { runReplay } from '../replay/run-replay.js';
import { openWorkspace, storeOptionsOf, type Workspace } from '../workspace.js';
import { reloadForgotten } from './forgotten.js';

/** The result of a repair. */
export interface Repaired extends Mended {
  /** Number of reports reloaded from the archive. */
  readonly reloaded: number;
  /** The damage that could not be restored, one sentence each. */
  readonly unrepaired: readonly string[];
}

/** A limit above the number of loads in any store. */
const ALL_LOADS = 100_000_000;

/**
 * Restores everything that can be restored. May be killed and called again.
 *
 * @throws SundialError `store-locked`, `store-unrestorable`, `store-damaged-earlier`, and errors of loading
 */
export async function repairStore(settings: Settings, clock: Clock): Promise<Repaired> {
  const options = storeOptionsOf(settings);
  const folder = settings.data_dir;
  const { definitions, bad } = await inspect(options);
  const mended = mendParts(folder, bad);
  const { reloaded, lost } = await restoreRows(settings, clock);
  forgetPatches(folder);
  const still = await damageLeft(settings);
  const unrepaired = [
    ...mended.lost.map(
      (part) => `${part}: no copy has all of its rows, so data that is not in reports is lost`,
    ),
    ...lost,
    ...still,
  ];
  return { ...mended, definitions, reloaded, unrepaired };
}

/** Makes the store openable, and checks every part of it. */
async function inspect(options: StoreOptions): Promise<{ definitions: string[]; bad: BadPart[] }> {
  const { folder } = options;
  const definitions = mendDefinitions(folder);
  try {
    return { definitions, bad: await badParts(options) };
  } catch (thrown) {
    if (!(thrown instanceof SundialError) || thrown.code !== 'store-unopenable') throw thrown;
    replaceEngine(folder);
    return { definitions: ['all of them'], bad: await badParts(options) };
  }
}

async function badParts(options: StoreOptions): Promise<BadPart[]> {
  const opened = await openAsItIs(everything, options);
  try {
    const { isGuided } = await opened.health.schema();
    const [problem] = opened.damage;
    if (isGuided && problem !== undefined) throw new SundialError('store-damaged-earlier', { problem });
    return await opened.health.checkParts();
  } finally {
    await opened.close();
  }
}

/** Reloads the reports whose rows differ from the ledger, and rebuilds the counts, the findings and the text lists. */
async function restoreRows(
  settings: Settings,
  clock: Clock,
): Promise<{ reloaded: number; lost: readonly string[] }> {
  const workspace = await openWorkspace(settings, { isRepairing: true });
  const { store, operator } = workspace;
  try {
    // First, because reports that are loaded again bring their counts.
    await store.counts.rebuild();
    const wrong = await operator.health.wrongRows(ALL_LOADS);
    const stray = wrong.filter(({ live }) => !live).map(({ load }) => load);
    await store.events.remove(stray);
    await store.projection.remove(stray);
    const { rows, lost } = await reportsToLoad(workspace, wrong);
    if (rows.length > 0) await runReplay(workspace, rows, { command: 'doctor', clock });
    const forgotten = await reloadForgotten(workspace, clock);
    await store.projection.rebuild();
    await store.texts.rebuild();
    return { reloaded: rows.length + forgotten.reloaded, lost: [...lost, ...forgotten.lost] };
  } finally {
    await store.close();
  }
}

/** All reports of slices with a wrong report, because the reports of a slice decide together which copy of an event counts. */
async function reportsToLoad(
  { operator, archive }: Workspace,
  wrong: readonly ReportRows[],
): Promise<{ rows: LedgerRow[]; lost: string[] }> {
  const slices = new Set(wrong.filter(({ live }) => live).map(sliceName));
  const live = await operator.ledger.find({ states: ['live'], events: 'kept' });
  const affected = live.filter((row) => slices.has(sliceName(row)));
  const rows = affected.filter(({ sha256 }) => archive.holds(sha256));
  const lost = affected
    .filter(({ sha256 }) => !archive.holds(sha256))
    .map((row) => `${describeReport(identityOf(row))}: the archive does not hold its original`);
  return { rows, lost };
}

/** The remaining damage of a store after repair; an intact store gets its copies. */
async function damageLeft(settings: Settings): Promise<readonly string[]> {
  const { store } = await openWorkspace(settings);
  try {
    return store.damage();
  } finally {
    await store.close();
  }
}
