// Lets commands of other processes use the store while this process holds it, as they can in the service.
import type { Settings } from '../../config/index.js';
import type { Store } from '../../store/index.js';
import type { CliContext } from './context.js';
import { pick } from './forward.js';
import { lineRunner } from './line-runner.js';

/**
 * Does this process's work while commands that only read, and people's decisions, run beside it. Commands that write
 * wait; when the work is done, they are sent back to open the store themselves. What still reads then is waited for.
 */
export async function sharing<T>(
  settings: Settings,
  context: CliContext,
  store: Store,
  work: () => Promise<T>,
): Promise<T> {
  const { runLine, clock } = context;
  // On a server commands of several processes work side by side.
  if (!runLine || settings.store_url !== '') return work();
  const [{ makeTurns, serveCommands }, { secretVariableNames }, { PROXY_VARIABLES }] = await Promise.all([
    import('../../socket/index.js'),
    import('../../config/index.js'),
    import('../../net/index.js'),
  ]);
  const own = pick(context.env, [...secretVariableNames(), ...PROXY_VARIABLES]);
  const leaving = new AbortController();
  const run = lineRunner({ runLine, store, own, isService: false, leaving: leaving.signal });
  const turns = makeTurns(clock);
  const name = context.commandName?.() ?? '';
  return turns.work(
    async () => {
      // Where nothing can listen, the others wait for the store.
      const server = await serveCommands(settings.data_dir, (command) => run(command, turns, () => {})).catch(
        () => undefined,
      );
      try {
        return await work();
      } finally {
        leaving.abort();
        await server?.leave(() => context.note('waiting for commands of other processes that still read'));
      }
    },
    { name },
  );
}
