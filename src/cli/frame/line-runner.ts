// Runs command lines of other processes in the process that holds the store.
import { systemClock } from '../../domain/clock.js';
import { EXIT } from '../../domain/errors.js';
import type { ServedCommand, Turns } from '../../socket/index.js';
import type { Store } from '../../store/index.js';
import type { RunLine } from './context.js';
import { PLAIN_PAGE } from './page.js';
import { processUser } from './user.js';

export interface LineRunnerParts {
  readonly runLine: RunLine;
  readonly store: Store;
  /** Secrets and proxies of this process's environment, which commands do not pass on. */
  readonly own: Readonly<Record<string, string>>;
  readonly isService: boolean;
  /**
   * Aborted when this process wants to release the store: commands that still wait for their turn then run elsewhere.
   */
  readonly leaving?: AbortSignal;
}

/**
 * Runs a command line; `began` is called with the command's name before the command does anything. Returns its exit
 * code.
 */
export type RunHere = (
  command: ServedCommand,
  turns: Turns,
  began: (name: string) => void,
) => Promise<number>;

export function lineRunner({ runLine, store, own, isService, leaving }: LineRunnerParts): RunHere {
  return async ({ request, ...streams }, turns, began) => {
    const { askWith } = await import('../../store/index.js');
    const { args, cwd, interactive, columns, page = PLAIN_PAGE, user = processUser({}) } = request;
    const env = { ...request.env, ...own };
    let name = '';
    let code: number = EXIT.done;
    const signal = (given: AbortSignal) => (leaving ? AbortSignal.any([given, leaving]) : given);
    const unwanted = new AbortController();
    const forget = streams.onInterrupt(() => unwanted.abort());
    const line = () =>
      runLine([...args], {
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
          ...{ store, isService },
          isLeaving: () => leaving?.aborted === true,
          inTurn: (work, wait) => turns.work(work, { name, ...wait, signal: signal(wait.signal) }),
          inEditTurn: (work, wait) => turns.edits(work, { name, ...wait, signal: signal(wait.signal) }),
        },
      });
    // Users share the engine in turns, however many commands each of them runs.
    await askWith({ client: user.name, signal: unwanted.signal }, line).finally(forget);
    return code;
  };
}
