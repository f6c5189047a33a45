// Runs commands that other processes hand over, and logs the user, the command and its result.
import { userInfo } from 'node:os';
import type { Log } from '../domain/log.js';
import type { ServedCommand, Turns } from '../socket/index.js';

/** Runs a command line that another process handed over; `began` is called with the command's name before the command starts. */
export type RunCommand = (
  command: ServedCommand,
  turns: Turns,
  began: (name: string) => void,
) => Promise<number>;

export interface CommandParts {
  readonly run: RunCommand;
  readonly turns: Turns;
  readonly log: Log;
}

/** Makes the function that the socket's server runs for each command line. */
export function loggedCommands({
  run,
  turns,
  log,
}: CommandParts): (command: ServedCommand) => Promise<number> {
  return async (command) => {
    const started = performance.now();
    const who = whoRan(command);
    let name = '';
    const exit = await run(command, turns, (begun) => {
      name = begun;
      log.info('command began', { command: name, ...who });
    });
    const milliseconds = Math.round(performance.now() - started);
    log.info('command ended', { command: name, ...who, exit, milliseconds });
    return exit;
  };
}

/**
 * A process's own statement of its user, which decides nothing but what the log and decisions name, and whose turn a
 * question takes: the system does not tell Node who connected, but lets only the service's user and root connect.
 */
function whoRan({ request: { user } }: ServedCommand): { user: string; uid?: number } {
  if (!user) return { user: userInfo().username };
  return { user: user.name, ...(user.uid !== undefined && { uid: user.uid }) };
}
