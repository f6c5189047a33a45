// `sundial serve`: runs the pipeline by the clock, answers health and metrics, and runs commands beside it.
import type { Command } from 'commander';
import type { InTurn } from '../../../daemon/index.js';
import { systemClock } from '../../../domain/clock.js';
import { EXIT, SundialError } from '../../../domain/errors.js';
import { sundialVersion } from '../../../domain/version.js';
import type { ServedCommand } from '../../../socket/index.js';
import { bindAction, type CliContext } from '../../frame/context.js';
import { pick } from '../../frame/forward.js';
import type { Workspace } from '../../frame/workspace.js';

export function declareServe(program: Command, context: CliContext): void {
  const command = program
    .command('serve')
    .description('run the pipeline by the clock, with health and metrics, until it is stopped');
  bindAction(command, context, async (_args, options) => {
    if (context.held) throw new SundialError('service-running', { process: process.pid });
    const { withWorkspace } = await import('../../frame/workspace.js');
    const code = await withWorkspace(options, context, (workspace) => serve(workspace, context));
    await endWithoutEngine(code);
    return code;
  });
}

async function serve(workspace: Workspace, { clock, env, interactive }: CliContext): Promise<number> {
  const [
    { entryVariables, secretsOf, secretVariableNames },
    { openLog, openService, stopOnSignal, wait },
    { closeSources, openSources },
    { PROXY_VARIABLES },
  ] = await Promise.all([
    import('../../../config/index.js'),
    import('../../../daemon/index.js'),
    import('../../../pipeline/index.js'),
    import('../../../net/index.js'),
  ]);
  const { settings, store, catalogue } = workspace;
  const own = pick(env, [...secretVariableNames(), ...entryVariables(settings), ...PROXY_VARIABLES]);
  const sources = await openSources(settings, { clock, env, catalogue });
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
  const stopping = new AbortController();
  stopOnSignal({ stop: () => stopping.abort(), deadlineSeconds: settings.shutdown_seconds, log });
  const service = await openService({
    workspace,
    clock,
    sources,
    log,
    wait,
    version: sundialVersion(),
    runCommand: (command, inTurn) => runHere(command, own, { store, inTurn }),
  });
  stopping.signal.addEventListener('abort', () => service.stop());
  // The signal may have come while the service opened.
  if (stopping.signal.aborted) service.stop();
  await service.run();
  await closeSources(sources);
  await log.close();
  return EXIT.done;
}

/** The engine's threads outlive a usual exit and may crash in it; without `execve` that is still the better end. */
async function endWithoutEngine(code: number): Promise<void> {
  const { endHard, endsWithCode } = await import('../../../daemon/index.js');
  if (endsWithCode) endHard(code);
}

/**
 * Runs a command line of another process in this one.
 *
 * @param own secrets and proxies of the service's environment, which commands do not bring along
 */
async function runHere(
  { request, stdin, stdout, note, draw, onInterrupt }: ServedCommand,
  own: Readonly<Record<string, string>>,
  held: { store: Workspace['store']; inTurn: InTurn },
): Promise<number> {
  const { main } = await import('../../main.js');
  const { args, cwd, interactive, columns } = request;
  const env = { ...request.env, ...own };
  let code: number = EXIT.done;
  await main([...args], {
    args,
    cwd,
    env,
    interactive,
    columns,
    clock: systemClock(env),
    stdin,
    stdout,
    print: (text) => void stdout.write(`${text}\n`),
    note,
    draw,
    onInterrupt,
    exit: (given) => {
      code = given;
    },
    held,
  });
  return code;
}
