// Allows commands of other processes to use the store while this process holds it, as in the service.
import type { Settings } from '../../config/index.js';
import type { Store } from '../../store/index.js';
import type { CliContext } from './context.js';
import { pick } from './forward.js';
import { lineRunner } from './line-runner.js';

/**
 * Does this process's work while commands that only read, and people's edits, run concurrently. Commands that
 * write wait; when the work is done, they are sent back to open the store themselves, and the process waits for
 * commands that are still reading.
 */
export async function sharing<T>(
  settings: Settings,
  context: CliContext,
  store: Store,
  work: () => Promise<T>,
): Promise<T> {
  const { runLine, clock } = context;
  // With a server, commands of several processes can use the store at once.
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
      // If this process cannot listen, other commands wait for the store.
      const server = await serveCommands(settings.data_dir, (command) => run(command, turns, () => {})).catch(
        () => undefined,
      );
      try {
        return await work();
      } finally {
        leaving.abort();
        await server?.leave(() =>
          context.note('waiting for commands of other processes that are still reading'),
        );
      }
    },
    { name },
  );
}
