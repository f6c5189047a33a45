// Databases as targets of the publish benchmark.
import { PASSWORD, startPostgres, USER, whyNoPostgres } from '../../src/enrich/testing/postgres.js';
import * as mongodb from '../../src/publish/mongodb/testing/server.js';
import { type BenchTarget, LOOPBACK } from './target.js';

export const POSTGRES: BenchTarget = {
  name: 'PostgreSQL',
  why: whyNoPostgres,
  start: async () => {
    const server = await startPostgres();
    // Tests do without; a target that could lose events would not be compared fairly.
    await server.run('ALTER SYSTEM SET fsync = on');
    await server.run('SELECT pg_reload_conf()');
    const access = {
      host: LOOPBACK,
      port: server.port,
      user: USER,
      password: PASSWORD,
      database: 'postgres',
    };
    return { entry: { kind: 'postgres', ...access }, stop: () => server.stop() };
  },
};

export const MONGODB: BenchTarget = {
  name: 'MongoDB (FerretDB with SQLite)',
  isSlow: true,
  why: mongodb.whyNoMongodb,
  start: async () => {
    const server = await mongodb.startMongodb();
    const access = { username: mongodb.USER, password: mongodb.PASSWORD, auth_source: 'admin' };
    return {
      entry: { kind: 'mongodb', host: LOOPBACK, port: server.port, database: 'bench', ...access },
      stop: () => server.stop(),
    };
  },
};
