// Opens the workspace that most commands need, or uses the service's, and closes what it has opened.

import type { LoadedSettings, Settings } from '../../config/index.js';
import { EXIT, SundialError } from '../../domain/errors.js';
import type { Workspace } from '../../pipeline/index.js';
import { printable } from '../../text/index.js';
import type { CliContext, TakeTurn } from './context.js';
import { leaveToService } from './forward.js';
import type { GlobalOptions } from './global-options.js';
import { interruptible } from './interrupt.js';
import { sharing } from './share.js';
import { UpgradeNote } from './upgrade-note.js';
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
 * Runs `work`, which may write, with an open workspace. A damaged store is not written to, because missing data would
 * be treated as gone.
 *
 * @throws SundialError `store-damaged`, and errors of opening and of the work
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
 * Runs `work` with an open workspace and a way to keep others from writing during a part of it: for long work that
 * needs an unchanging store only for a moment. People's edits wait as well. If this process alone holds the
 * store, commands that write wait for the whole work.
 *
 * @throws SundialError `store-damaged`, `store-unwritable`, and errors of opening and of the work
 */
export async function withWorkspaceInTurns<T>(
  options: GlobalOptions,
  context: CliContext,
  work: (workspace: Workspace, inTurn: <R>(part: () => Promise<R>) => Promise<R>) => Promise<T>,
): Promise<T> {
  const { inTurn, inEditTurn } = context.held ?? {};
  return withOpen(options, context, (workspace) =>
    work(workspace, (part) =>
      takeTurn(options, context, inTurn, () =>
        takeTurn(options, context, inEditTurn, () => {
          requireWritable(workspace);
          return part();
        }),
      ),
    ),
  );
}

/**
 * Runs a person's edit with an open workspace: in the service it does not wait for loads and queries, so it has
 * to be short. @throws SundialError errors of opening and of the work
 */
export async function withEdit<T>(
  options: GlobalOptions,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const { forEdits } = await import('../../pipeline/index.js');
  return withOpen(options, context, (workspace) =>
    takeTurn(options, context, context.held?.inEditTurn, () => {
      requireWritable(workspace);
      return work(forEdits(workspace));
    }),
  );
}

/** Work waits for its turn if commands share the store; Ctrl-C and the limit of `--wait` end the wait. */
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
 * Runs `work` with an open workspace, and with a resource that is opened before the store and closed after it: the
 * service, which reports a damaged store instead of refusing to run.
 *
 * @param prepare opens that resource from valid settings
 */
export async function withWorkspaceBehind<Front extends { close(): Promise<void> }, T>(
  options: GlobalOptions,
  context: CliContext,
  prepare: (loaded: LoadedSettings) => Promise<Front>,
  work: (workspace: Workspace, front: Front) => Promise<T>,
): Promise<T> {
  let front: Front | undefined;
  const opening = async (loaded: LoadedSettings) => {
    front = await prepare(loaded);
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
 * Runs `work`, which only reads, with an open workspace: in the service it does not wait for other work. In a damaged
 * store it reads the remaining data, prints a warning, and the exit code says that the answer is incomplete.
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
      `warning: this answer is incomplete, because the store is damaged (${printable(problem)}). "sundial doctor" shows details, "sundial doctor --repair" restores it`,
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
    throw new SundialError('store-unwritable', { folder: settings.data_dir, problem: 'it is read-only' });
}

async function withOpen<T>(
  options: GlobalOptions,
  context: CliContext,
  work: (workspace: Workspace) => Promise<T>,
  opening?: (loaded: LoadedSettings) => Promise<void>,
): Promise<T> {
  const loaded = await load(options, context);
  const { settings, warnings } = loaded;
  await leaveToService(settings, context);
  for (const warning of warnings) context.note(`warning: ${warning}`);
  await opening?.(loaded);
  const { workspaceOf } = await import('../../pipeline/index.js');
  if (context.held) return work(workspaceOf(settings, context.held.store, context.held.isService));
  const workspace = await openWhenFree(settings, options, context);
  try {
    // The service already listens on its own.
    return await (opening
      ? work(workspace)
      : sharing(settings, context, workspace.store, () => work(workspace)));
  } finally {
    await workspace.store.close();
  }
}

/** Opens the store, or waits if another process holds it and does not accept commands (yet). */
async function openWhenFree(
  settings: Settings,
  options: GlobalOptions,
  context: CliContext,
): Promise<Workspace> {
  const [{ openWorkspace }, { lostSocket }] = await Promise.all([
    import('../../pipeline/index.js'),
    import('../../socket/index.js'),
  ]);
  const until = performance.now() + readWait(options) * 1000;
  const note = new WaitingNote(context);
  const upgrade = new UpgradeNote(context);
  try {
    for (;;) {
      try {
        return await openWorkspace(settings, {
          fillProgress: (events, of) => upgrade.show(events, of),
        });
      } catch (thrown) {
        if (!isHeld(thrown)) throw thrown;
        const lost = lostSocket(settings.data_dir);
        if (performance.now() >= until) throw lost === undefined ? thrown : socketLost(thrown, lost);
        note.show(`another process that uses ${settings.data_dir}${thrown.details.holder}${lostNote(lost)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      await leaveToService(settings, context);
    }
  } finally {
    note.end();
    upgrade.end();
  }
}

/** A process whose socket was removed receives no commands, however long they wait. */
function socketLost({ details: { folder = '', holder = '' } }: SundialError, file: string): SundialError {
  return new SundialError('socket-lost', { folder, holder, file });
}

/** A service that is starting replaces a lost socket in a moment, so this is only a note. */
const lostNote = (file: string | undefined): string =>
  file === undefined ? '' : `, whose socket ${file} no longer exists`;

const LOOK_MS = 250;

function isHeld(thrown: unknown): thrown is SundialError {
  return thrown instanceof SundialError && thrown.code === 'store-locked';
}
