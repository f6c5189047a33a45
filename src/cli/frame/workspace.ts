// Opens what most commands need, or takes what the service holds open, and closes what was opened.

import type { Settings } from '../../config/index.js';
import { EXIT, SundialError } from '../../domain/errors.js';
import type { Workspace } from '../../pipeline/index.js';
import { printable } from '../../text/index.js';
import type { CliContext, TakeTurn } from './context.js';
import { leaveToService } from './forward.js';
import type { GlobalOptions } from './global-options.js';
import { interruptible } from './interrupt.js';
import { sharing } from './share.js';
import { instantText, readWait, WaitingNote } from './waiting.js';

export type { Workspace } from '../../pipeline/index.js';

/** Loads the settings and shows their warnings. @throws SundialError for anything wrong in them */
export async function loadShownSettings(options: GlobalOptions, context: CliContext): Promise<Settings> {
  const { settings, warnings } = await load(options, context);
  for (const warning of warnings) context.note(`warning: ${warning}`);
  return settings;
}

async function load(options: GlobalOptions, context: CliContext) {
  const { loadSettings } = await import('../../config/index.js');
  return loadSettings({ flags: { ...options }, env: context.env, cwd: context.cwd });
}

/**
 * Runs `work`, which may write, with an open workspace. A damaged store is not written to: what is missing would be
 * taken for gone.
 *
 * @throws SundialError `store-damaged`, and whatever opening or the work throws
 */
export async function withWorkspace<T>(
  options: GlobalOptions,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const change = async (workspace: Workspace) => {
    requireWritable(workspace);
    const result = await work(workspace);
    await workspace.store.keepCopies();
    return result;
  };
  return withOpen(options, context, (workspace) =>
    takeTurn(options, context, context.held?.inTurn, () => change(workspace)),
  );
}

/**
 * Runs `work` with an open workspace and a way to keep others from writing for a part of it: for work that is long and
 * needs the store to stand still only for a moment. People's decisions are kept out as well. Where this process holds the
 * store by itself, commands that write wait for all of the work.
 *
 * @throws SundialError `store-damaged`, `store-unwritable`, and whatever opening or the work throws
 */
export async function withWorkspaceInTurns<T>(
  options: GlobalOptions,
  context: CliContext,
  work: (workspace: Workspace, inTurn: <R>(part: () => Promise<R>) => Promise<R>) => Promise<T>,
): Promise<T> {
  const { inTurn, inDecisionTurn } = context.held ?? {};
  return withOpen(options, context, (workspace) =>
    work(workspace, (part) =>
      takeTurn(options, context, inTurn, () =>
        takeTurn(options, context, inDecisionTurn, () => {
          requireWritable(workspace);
          return part();
        }),
      ),
    ),
  );
}

/**
 * Runs a person's decision with an open workspace: in the service it waits for no load and no question, so it has to be
 * short. @throws SundialError whatever opening or the work throws
 */
export async function withDecision<T>(
  options: GlobalOptions,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const { forDecisions } = await import('../../pipeline/index.js');
  return withOpen(options, context, (workspace) =>
    takeTurn(options, context, context.held?.inDecisionTurn, () => {
      requireWritable(workspace);
      return work(forDecisions(workspace));
    }),
  );
}

/** Work waits for its turn where commands share the store; Ctrl-C ends the waiting, and so does `--wait`. */
async function takeTurn<T>(
  options: GlobalOptions,
  context: CliContext,
  turn: TakeTurn | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!turn) return work();
  const seconds = readWait(options);
  const note = new WaitingNote(context);
  const busy = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    clearTimeout(timer);
    note.end();
    return work();
  };
  try {
    return await interruptible(context, (signal) =>
      turn(begin, {
        signal: AbortSignal.any([signal, busy.signal]),
        waits: ({ name, since }) => {
          const holder = `"sundial ${name}" since ${instantText(since)}`;
          const error = new SundialError('turn-busy', { holder });
          if (seconds === 0) throw error;
          timer = setTimeout(() => busy.abort(error), seconds * 1000);
          note.show(holder);
        },
      }),
    );
  } catch (thrown) {
    if (busy.signal.aborted) throw busy.signal.reason;
    throw thrown;
  } finally {
    clearTimeout(timer);
    note.end();
  }
}

/**
 * Runs `work` with an open workspace, and with something that stands before the store is opened and is closed after it:
 * the service, which says of a damaged store that it is, instead of not running.
 *
 * @param prepare opens what stands before the store, from valid settings
 */
export async function withWorkspaceBehind<Front extends { close(): Promise<void> }, T>(
  options: GlobalOptions,
  context: CliContext,
  prepare: (settings: Settings) => Promise<Front>,
  work: (workspace: Workspace, front: Front) => Promise<T>,
): Promise<T> {
  let front: Front | undefined;
  const opening = async (settings: Settings) => {
    front = await prepare(settings);
  };
  try {
    const run = (workspace: Workspace) => {
      requirePermission(workspace);
      return work(workspace, front!);
    };
    return await withOpen(options, context, run, opening);
  } finally {
    await front?.close();
  }
}

/**
 * Runs `work`, which only reads, with an open workspace: in the service it waits for no other work. Of a damaged store
 * it reads what is there, with a warning, and the exit code says that this is not all.
 */
export async function withReadableWorkspace(
  options: GlobalOptions,
  context: CliContext,
  work: (workspace: Workspace) => Promise<number>,
): Promise<number> {
  return withOpen(options, context, async (workspace) => {
    const code = await work(workspace);
    const [problem] = workspace.store.damage();
    if (problem === undefined) return code;
    context.note(
      `warning: this answer is not complete, because the store is damaged (${printable(problem)}). "sundial doctor" says more, "sundial doctor --repair" restores it`,
    );
    return code === EXIT.done ? EXIT.partial : code;
  });
}

/** @throws SundialError `store-damaged`, `store-unwritable` */
function requireWritable({ store, settings }: Workspace): void {
  requirePermission({ store, settings });
  const [problem] = store.damage();
  if (problem !== undefined) throw new SundialError('store-damaged', { problem });
}

/** @throws SundialError `store-unwritable` */
function requirePermission({ store, settings }: Pick<Workspace, 'store' | 'settings'>): void {
  if (store.isReadOnly)
    throw new SundialError('store-unwritable', { folder: settings.data_dir, problem: 'it can only be read' });
}

async function withOpen<T>(
  options: GlobalOptions,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
  opening?: (settings: Settings) => Promise<void>,
): Promise<T> {
  const { settings, warnings } = await load(options, context);
  await leaveToService(settings, context);
  for (const warning of warnings) context.note(`warning: ${warning}`);
  await opening?.(settings);
  const { workspaceOf } = await import('../../pipeline/index.js');
  if (context.held) return work(workspaceOf(settings, context.held.store));
  const workspace = await openWhenFree(settings, options, context);
  try {
    // The service listens by itself.
    return await (opening
      ? work(workspace)
      : sharing(settings, context, workspace.store, () => work(workspace)));
  } finally {
    await workspace.store.close();
  }
}

/** Opens the store, or waits where another process holds it and takes no commands (yet). */
async function openWhenFree(
  settings: Settings,
  options: GlobalOptions,
  context: CliContext,
): Promise<Workspace> {
  const { openWorkspace } = await import('../../pipeline/index.js');
  const until = performance.now() + readWait(options) * 1000;
  const note = new WaitingNote(context);
  try {
    for (;;) {
      try {
        return await openWorkspace(settings);
      } catch (thrown) {
        if (!isHeld(thrown) || performance.now() >= until) throw thrown;
        note.show(`another process that uses ${settings.data_dir}${thrown.details.holder}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      await leaveToService(settings, context);
    }
  } finally {
    note.end();
  }
}

const LOOK_MS = 250;

function isHeld(thrown: unknown): thrown is SundialError {
  return thrown instanceof SundialError && thrown.code === 'store-locked';
}
