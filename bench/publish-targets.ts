// The local targets of the publish benchmark: for each kind of output a server or folder of its own, with an entry of
// the configuration that sends there.
import path from 'node:path';
import { PASSWORD, startPostgres, USER, whyNoPostgres } from '../src/enrich/testing/postgres.js';

export interface RunningTarget {
  /** The output's entry in `sundial.yaml`, without its name. */
  readonly entry: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface BenchTarget {
  readonly name: string;
  /** Why the target cannot run here; undefined if it can. */
  why(): string | undefined;
  /** @param folder an empty folder for the target's files */
  start(folder: string): Promise<RunningTarget>;
}

/** A target that is a folder of files. */
function files(name: string, options: Readonly<Record<string, unknown>> = {}): BenchTarget {
  return {
    name,
    why: () => undefined,
    start: async (folder) => ({
      entry: { kind: 'files', path: path.join(folder, 'files'), ...options },
      stop: async () => {},
    }),
  };
}

const POSTGRES: BenchTarget = {
  name: 'PostgreSQL',
  why: whyNoPostgres,
  start: async () => {
    const server = await startPostgres();
    // Tests do without; a target that could lose events would not be compared fairly.
    await server.run('ALTER SYSTEM SET fsync = on');
    await server.run('SELECT pg_reload_conf()');
    const access = {
      host: '127.0.0.1',
      port: server.port,
      user: USER,
      password: PASSWORD,
      database: 'postgres',
    };
    return { entry: { kind: 'postgres', ...access }, stop: () => server.stop() };
  },
};

export const TARGETS: readonly BenchTarget[] = [
  files('files, JSON lines'),
  files('files, JSON lines in gzip', { compression: 'gzip' }),
  POSTGRES,
];
