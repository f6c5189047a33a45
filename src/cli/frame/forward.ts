// Passes a command to the service that holds the store, so that commands work the same with and without a service.
import type { Socket } from 'node:net';
import type { Settings } from '../../config/index.js';
import type { CliContext } from './context.js';

/** Thrown if a command needs a store that a service holds; the command line then runs in the service instead. */
export class HeldByService extends Error {
  constructor(private readonly socket: Socket) {
    super('the store is held by the service');
  }

  /** Runs the whole command line in the service. @throws SundialError `service-gone` */
  async run(context: CliContext): Promise<number> {
    const [{ runInService }, { openVariableNames }] = await Promise.all([
      import('../../socket/index.js'),
      import('../../config/index.js'),
    ]);
    const { args, cwd, interactive, columns, page, user, stdout, note, draw, onInterrupt } = context;
    return runInService(
      this.socket,
      {
        args,
        cwd,
        interactive,
        columns,
        page,
        user,
        env: pick(context.env, [...openVariableNames(), ...ALSO_READ]),
      },
      { stdout, note, draw, onInterrupt, stdin: () => context.stdin },
    );
  }
}

/** Other variables that commands read. Secrets and proxies are those of the service. */
const ALSO_READ = ['XDG_DATA_HOME', 'USER', 'LOGNAME'];

/** The variables with these names that are set. */
export function pick(env: NodeJS.ProcessEnv, names: readonly string[]): Record<string, string> {
  const pairs = names.map((name) => [name, env[name]] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** @throws HeldByService if another process serves the data folder */
export async function leaveToService(settings: Settings, context: CliContext): Promise<void> {
  if (context.held) return;
  const { findService } = await import('../../socket/index.js');
  const socket = await findService(settings.data_dir);
  if (socket) throw new HeldByService(socket);
}
