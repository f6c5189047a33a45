// Opens what most commands need, or takes what the service holds open, and closes what was opened.
import type { Settings } from '../../config/index.js';
import type { Workspace } from '../../pipeline/index.js';
import type { CliContext, TakeTurn } from './context.js';
import { leaveToService } from './forward.js';
import { interruptible } from './interrupt.js';

export type { Workspace } from '../../pipeline/index.js';

/** Loads the settings and shows their warnings. @throws SundialError for anything wrong in them */
export async function loadShownSettings(
  options: Record<string, unknown>,
  context: CliContext,
): Promise<Settings> {
  const { settings, warnings } = await load(options, context);
  for (const warning of warnings) context.note(`warning: ${warning}`);
  return settings;
}

async function load(options: Record<string, unknown>, context: CliContext) {
  const { loadSettings } = await import('../../config/index.js');
  return loadSettings({ flags: options, env: context.env, cwd: context.cwd });
}

/** Runs `work`, which may write, with an open workspace. @throws SundialError whatever opening or the work throws */
export async function withWorkspace<T>(
  options: Record<string, unknown>,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  return withOpen(options, context, (workspace) =>
    takeTurn(context, context.held?.inTurn, () => work(workspace)),
  );
}

/**
 * Runs a person's decision with an open workspace: in the service it waits for no load and no question, so it has to be
 * short. @throws SundialError whatever opening or the work throws
 */
export async function withDecision<T>(
  options: Record<string, unknown>,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const { forDecisions } = await import('../../pipeline/index.js');
  return withOpen(options, context, (workspace) =>
    takeTurn(context, context.held?.inDecisionTurn, () => work(forDecisions(workspace))),
  );
}

/** Work waits for its turn where commands share the store; Ctrl-C ends the waiting. */
async function takeTurn<T>(
  context: CliContext,
  turn: TakeTurn | undefined,
  work: () => Promise<T>,
): Promise<T> {
  return turn ? interruptible(context, (signal) => turn(work, signal)) : work();
}

/**
 * The same with something that stands before the store is opened, and is closed after it.
 *
 * @param prepare opens what stands before the store, from valid settings
 */
export async function withWorkspaceBehind<Front extends { close(): Promise<void> }, T>(
  options: Record<string, unknown>,
  context: CliContext,
  prepare: (settings: Settings) => Promise<Front>,
  work: (workspace: Workspace, front: Front) => Promise<T>,
): Promise<T> {
  let front: Front | undefined;
  const opening = async (settings: Settings) => {
    front = await prepare(settings);
  };
  try {
    return await withOpen(options, context, (workspace) => work(workspace, front!), opening);
  } finally {
    await front?.close();
  }
}

/** Runs `work`, which only reads, with an open workspace: in the service it waits for no other command. */
export async function withReadableWorkspace<T>(
  options: Record<string, unknown>,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  return withOpen(options, context, work);
}

async function withOpen<T>(
  options: Record<string, unknown>,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
  opening?: (settings: Settings) => Promise<void>,
): Promise<T> {
  const { settings, warnings } = await load(options, context);
  await leaveToService(settings, context);
  for (const warning of warnings) context.note(`warning: ${warning}`);
  await opening?.(settings);
  const { openWorkspace, workspaceOf } = await import('../../pipeline/index.js');
  if (context.held) return work(workspaceOf(settings, context.held.store));
  const workspace = await openWorkspace(settings);
  try {
    return await work(workspace);
  } finally {
    await workspace.store.close();
  }
}
