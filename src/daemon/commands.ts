// Runs commands that other processes hand over, and logs who ran which one and how it ended.
import { userInfo } from 'node:os';
import type { Log } from '../domain/log.js';
import type { ServedCommand, Turns } from '../socket/index.js';

/** Runs a command line that another process handed over; `began` is told the command's name before it does anything. */
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

/** Makes what the socket's server runs for each command line. */
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

/** The socket takes commands of the service's user and of root only, so what a process says of its user counts. */
function whoRan({ request: { user } }: ServedCommand): { user: string; uid?: number } {
  if (!user) return { user: userInfo().username };
  return { user: user.name, ...(user.uid !== undefined && { uid: user.uid }) };
}
