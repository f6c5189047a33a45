// Brokers as targets of the publish benchmark.
import { freePort } from '../../src/net/testing/free-port.js';
import * as rabbitmq from '../../src/publish/amqp/testing/rabbitmq.js';
import { startKafka, whyNoKafka } from '../../src/publish/kafka/testing/kafka.js';
import * as redis from '../../src/publish/redis/testing/redis.js';
import { type BenchTarget, LOOPBACK } from './target.js';

export const REDIS: BenchTarget = {
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

export const RABBITMQ: BenchTarget = {
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

export const KAFKA: BenchTarget = {
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
