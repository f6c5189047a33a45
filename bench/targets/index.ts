// The local targets of the publish benchmark: for each kind of output a server or folder of its own, with an entry of
// the configuration that sends there.
import path from 'node:path';
import { PASSWORD, startPostgres, USER, whyNoPostgres } from '../src/enrich/testing/postgres.js';
import { freePort } from '../src/net/testing/free-port.js';
import * as rabbitmq from '../src/publish/amqp/testing/rabbitmq.js';
import { startKafka, whyNoKafka } from '../src/publish/kafka/testing/kafka.js';
import * as mongodb from '../src/publish/mongodb/testing/server.js';
import * as redis from '../src/publish/redis/testing/redis.js';
import { SECRET, startReceiver } from '../src/publish/webhook/testing/receiver.js';

export interface RunningTarget {
  /** The output's entry in `sundial.yaml`, without its name. */
  readonly entry: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

export interface BenchTarget {
  readonly name: string;
  /** Whether the server, not the output, takes so long that fewer events have to do. */
  readonly isSlow?: boolean;
  /** Why the target cannot run here; undefined if it can. */
  why(): string | undefined;
  /** @param folder an empty folder for the target's files */
  start(folder: string): Promise<RunningTarget>;
}

const LOOPBACK = '127.0.0.1';

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

const MONGODB: BenchTarget = {
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

const REDIS: BenchTarget = {
  name: 'Redis, stream',
  why: redis.whyNoRedis,
  start: async () => {
    const server = await redis.startRedis();
    return {
      entry: { kind: 'redis', host: LOOPBACK, port: server.port, password: redis.PASSWORD },
      stop: () => server.stop(),
    };
  },
};

const RABBITMQ: BenchTarget = {
  name: 'RabbitMQ, classic queue',
  why: rabbitmq.whyNoRabbit,
  start: async () => {
    const server = await rabbitmq.startRabbit();
    const access = { port: server.port, username: rabbitmq.USER, password: rabbitmq.PASSWORD };
    return {
      entry: { kind: 'amqp', host: LOOPBACK, ...access, queue: 'bench', queue_type: 'classic' },
      stop: () => server.stop(),
    };
  },
};

const KAFKA: BenchTarget = {
  name: 'Kafka',
  why: whyNoKafka,
  start: async () => {
    const server = await startKafka({ port: await freePort() });
    return {
      entry: { kind: 'kafka', brokers: [`${LOOPBACK}:${server.port}`], topic: 'bench', create_topics: true },
      stop: () => server.stop(),
    };
  },
};

const WEBHOOK: BenchTarget = {
  name: 'webhook',
  why: () => undefined,
  start: async () => {
    const receiver = await startReceiver();
    return { entry: { kind: 'webhook', url: receiver.url, secret: SECRET }, stop: () => receiver.stop() };
  },
};

export const TARGETS: readonly BenchTarget[] = [
  files('files, JSON lines'),
  files('files, CSV in gzip', { format: 'csv', compression: 'gzip' }),
  files('files, Parquet', { format: 'parquet' }),
  files('files, IntelMQ events', { format: 'intelmq' }),
  POSTGRES,
  MONGODB,
  REDIS,
  RABBITMQ,
  KAFKA,
  WEBHOOK,
];
