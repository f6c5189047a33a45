// `sundial serve`: runs scheduled jobs, reports health and metrics, and executes commands of other processes.
import type { Command } from 'commander';
import type { LoadedSettings } from '../../../config/index.js';
import type { Front, OpenLog } from '../../../daemon/index.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { sundialVersion } from '../../../domain/version.js';
import { RUN_AGAIN } from '../../../socket/index.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext, RunLine } from '../../frame/context.js';
import { pick } from '../../frame/forward.js';
import type { GlobalOptions } from '../../frame/global-options.js';
import { lineRunner } from '../../frame/line-runner.js';
import type { Workspace } from '../../frame/workspace.js';

export function declareServe(program: Command, context: CliContext, runLine: RunLine): void {
  const command = program
    .command('serve')
    .description('run as a service: cycles and digests by the clock, health and metrics');
  bindAction(command, context, async (_args, options) => {
    if (context.held?.isService) throw new SundialError('service-running', { process: process.pid });
    const { withWorkspace, withWorkspaceBehind } = await import('../../frame/workspace.js');
    // If another command holds the store, the service waits until it is released, and then opens it in this process.
    if (context.held) return withWorkspace(options, context, async () => RUN_AGAIN);
    const prepare = (loaded: LoadedSettings) => openLogAndFront(loaded, context);
    const code = await withWorkspaceBehind(options, context, prepare, (workspace, prepared) =>
      serve(workspace, prepared, { options, context, runLine }),
    );
    await endWithoutEngine(code);
    return code;
  });
}

/** The parts of the service before its store is open: its log and its HTTP server. */
interface Prepared {
  readonly log: OpenLog;
  readonly front: Front;
  close(): Promise<void>;
}

async function openLogAndFront(
  loaded: LoadedSettings,
  { clock, env, interactive }: CliContext,
): Promise<Prepared> {
  const { settings } = loaded;
  const [{ explainSettings, secretsOf }, { openFront, openLog }] = await Promise.all([
    import('../../../config/index.js'),
    import('../../../daemon/index.js'),
  ]);
  const log = await openLog({
    level: settings.log_level,
    format: settings.log_format,
    interactive,
    stderr: process.stderr,
    file: settings.log_file,
    fileMib: settings.log_file_mib,
    files: settings.log_files,
    secrets: secretsOf(settings),
    clock,
  });
  const front = await openFront({
    ...{ settings, clock, env, log },
    explained: explainSettings(loaded),
    version: sundialVersion(),
  }).catch(async (thrown) => {
    await log.close();
    throw thrown;
  });
  const close = async () => {
    await front.close();
    await log.close();
  };
  return { log, front, close };
}

interface Served {
  readonly options: GlobalOptions;
  readonly context: CliContext;
  readonly runLine: RunLine;
}

async function serve(
  workspace: Workspace,
  { log, front }: Prepared,
  { options, context, runLine }: Served,
): Promise<number> {
  const { clock, cwd, env, print } = context;
  const [
    { entryVariables, secretVariableNames },
    { openService, stopOnSignal, wait },
    { closeSources, openConfiguredOutputs, openEntries, sourceEntries },
    { PROXY_VARIABLES },
  ] = await Promise.all([
    import('../../../config/index.js'),
    import('../../../daemon/index.js'),
    import('../../../pipeline/index.js'),
    import('../../../net/index.js'),
  ]);
  const { settings, store, catalogue } = workspace;
  const own = pick(env, [...secretVariableNames(), ...entryVariables(settings), ...PROXY_VARIABLES]);
  // A service without sources still serves files loaded by hand, and queries.
  const sources = await openEntries(sourceEntries(settings), settings, { clock, env, catalogue });
  const outputs = await openConfiguredOutputs(workspace, { clock, env });
  const stopping = new AbortController();
  stopOnSignal({ stop: () => stopping.abort(), deadlineSeconds: settings.shutdown_seconds, log });
  const service = await openService({
    workspace: { ...workspace, isServed: true },
    clock,
    cwd,
    env,
    sources,
    outputs,
    log,
    front,
    wait,
    version: sundialVersion(),
    examine: async () => {
      const { diagnose } = await import('../../frame/diagnosis/diagnose.js');
      return diagnose(options, context, { store });
    },
    runCommand: lineRunner({ runLine, store, own, isService: true }),
  });
  const first = front.offerFirst();
  // Only for the person who starts the service: not in the log, whose readers could become the first user.
  if (first !== undefined)
    print(
      `The web application has no users yet. Open this link within an hour to become the first one:\n  ${first}`,
    );
  stopping.signal.addEventListener('abort', () => service.stop());
  // The signal may have arrived while the service was opening.
  if (stopping.signal.aborted) service.stop();
  await service.run();
  await closeSources(sources);
  await outputs.close();
  return EXIT.done;
}

/**
 * The engine's threads survive a normal exit and may crash during it; without `execve`, a normal exit is still
 * preferable.
 */
async function endWithoutEngine(code: number): Promise<void> {
  const { endHard, endsWithCode } = await import('../../../daemon/index.js');
  if (endsWithCode) endHard(code);
}
