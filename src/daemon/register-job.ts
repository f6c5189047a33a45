// The job that imports the inventory and leases when their time has come, a failed import after an hour at the latest.
import type { Clock } from '../domain/clock.js';
import { failureOf } from '../domain/failure.js';
import type { Log } from '../domain/log.js';
import { renewRegisters, type Workspace } from '../pipeline/index.js';
import type { RegisterStates } from './register-states.js';
import { everyMinutes } from './schedule.js';
import type { Job } from './service.js';

/** How often the service looks whose time has come; the register's own interval says how often it is imported. */
const LOOK_MINUTES = 5;

export interface RegisterParts {
  readonly workspace: Workspace;
  readonly clock: Clock;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  /** The folder of relative file names. */
  readonly cwd: string;
  readonly log: Log;
  readonly registers: RegisterStates;
}

export function registerJob({ workspace, clock, env, cwd, log, registers }: RegisterParts): Job {
  return {
    name: 'registers',
    schedule: everyMinutes(LOOK_MINUTES),
    lastStartedAt: undefined,
    run: async (signal) => {
      const renewed = await renewRegisters(workspace, { clock, env, cwd }, signal);
      if (renewed.length > 0) await registers.look();
      for (const { name, rows, error } of renewed) if (!error) log.info('register imported', { name, rows });
      return renewed.flatMap(({ name, error }) => (error ? [failureOf(name, error)] : []));
    },
  };
}
