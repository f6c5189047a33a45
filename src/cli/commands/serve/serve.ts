// `sundial serve`: runs the pipeline by the clock, answers health and metrics, and runs commands beside it.
import type { Command } from 'commander';
import type { Settings } from '../../../config/index.js';
import type { Front, OpenLog, RunCommand } from '../../../daemon/index.js';
import { systemClock } from '../../../domain/clock.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { sundialVersion } from '../../../domain/version.js';
import { bindAction } from '../../frame/action.js';
import type { CliContext, RunLine } from '../../frame/context.js';
import { pick } from '../../frame/forward.js';
import { PLAIN_PAGE } from '../../frame/page.js';
import { processUser } from '../../frame/user.js';
import type { Workspace } from '../../frame/workspace.js';

export function declareServe(program: Command, context: CliContext, runLine: RunLine): void {
  const command = program
    .command('serve')
    .description('run the pipeline by the clock, with health and metrics, until it is stopped');
  bindAction(command, context, async (_args, options) => {
    if (context.held) throw new SundialError('service-running', { process: process.pid });
    const { withWorkspaceBehind } = await import('../../frame/workspace.js');
    const prepare = (settings: Settings) => openStanding(settings, context);
    const code = await withWorkspaceBehind(options, context, prepare, (workspace, standing) =>
      serve(workspace, standing, context, runLine),
    );
    await endWithoutEngine(code);
    return code;
  });
}

/** What the service has before its store is open: its log and its HTTP server. */
interface Standing {
  readonly log: OpenLog;
  readonly front: Front;
  close(): Promise<void>;
}

async function openStanding(settings: Settings, { clock, interactive }: CliContext): Promise<Standing> {
  const [{ secretsOf }, { openFront, openLog }] = await Promise.all([
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
  const front = await openFront({ settings, clock, log, version: sundialVersion() }).catch(async (thrown) => {
    await log.close();
    throw thrown;
  });
  const close = async () => {
    await front.close();
    await log.close();
  };
  return { log, front, close };
}

async function serve(
  workspace: Workspace,
  { log, front }: Standing,
  { clock, env }: CliContext,
  runLine: RunLine,
): Promise<number> {
  const [
    { entryVariables, secretVariableNames },
    { openService, stopOnSignal, wait },
    { closeSources, openEntries, sourceEntries },
    { PROXY_VARIABLES },
  ] = await Promise.all([
    import('../../../config/index.js'),
    import('../../../daemon/index.js'),
    import('../../../pipeline/index.js'),
    import('../../../net/index.js'),
  ]);
  const { settings, store, catalogue } = workspace;
  const own = pick(env, [...secretVariableNames(), ...entryVariables(settings), ...PROXY_VARIABLES]);
  // A service without sources has files loaded by hand, and answers questions.
  const sources = await openEntries(sourceEntries(settings), settings, { clock, env, catalogue });
  const stopping = new AbortController();
  stopOnSignal({ stop: () => stopping.abort(), deadlineSeconds: settings.shutdown_seconds, log });
  const service = await openService({
    workspace,
    clock,
    sources,
    log,
    front,
    wait,
    version: sundialVersion(),
    runCommand: runnerOf(own, store, runLine),
  });
  stopping.signal.addEventListener('abort', () => service.stop());
  // The signal may have come while the service opened.
  if (stopping.signal.aborted) service.stop();
  await service.run();
  await closeSources(sources);
  return EXIT.done;
}

/** The engine's threads outlive a usual exit and may crash in it; without `execve` that is still the better end. */
async function endWithoutEngine(code: number): Promise<void> {
  const { endHard, endsWithCode } = await import('../../../daemon/index.js');
  if (endsWithCode) endHard(code);
}

/**
 * Makes what runs command lines of other processes in this one.
 *
 * @param own secrets and proxies of the service's environment, which commands do not bring along
 */
function runnerOf(
  own: Readonly<Record<string, string>>,
  store: Workspace['store'],
  runLine: RunLine,
): RunCommand {
  return async ({ request, ...streams }, turns, began) => {
    const { args, cwd, interactive, columns, page = PLAIN_PAGE, user = processUser({}) } = request;
    const env = { ...request.env, ...own };
    let name = '';
    let code: number = EXIT.done;
    await runLine([...args], {
      ...{ args, cwd, env, interactive, columns, page, user },
      ...streams,
      clock: systemClock(env),
      print: (text) => void streams.stdout.write(`${text}\n`),
      began: (command) => {
        name = command;
        began(name);
      },
      exit: (given) => {
        code = given;
      },
      held: {
        store,
        inTurn: (work, signal) => turns.work(work, { name, signal }),
        inDecisionTurn: (work, signal) => turns.decisions(work, { name, signal }),
      },
    });
    return code;
  };
}
