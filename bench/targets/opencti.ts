// OpenCTI as a target of the publish benchmark: a double that takes bundles unread, and the same with a real RabbitMQ.
import { json } from '../../src/net/testing/http-double.js';
import * as rabbitmq from '../../src/publish/amqp/testing/rabbitmq.js';
import { EXCHANGE, OpenctiDouble, routingOf, TOKEN } from '../../src/publish/opencti/testing/platform.js';
import { type BenchTarget, LOOPBACK } from './target.js';

const CONNECTOR = '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b';
const QUEUE = 'bench';
/** The reports of the benchmark have old dates. */
const FIRST_DAYS = 3_660;

/** The platform takes its time to import what waits in its queue; here the queue counts as empty. */
function takingAll(platform: OpenctiDouble): OpenctiDouble {
  platform.fail = (operation) =>
    operation === 'stixBundlePush' ? json({ data: { stixBundlePush: true } }) : undefined;
  return platform;
}

const entryOf = ({ url }: OpenctiDouble) => ({
  ...{ kind: 'opencti', url, token: TOKEN, connector_id: CONNECTOR, first_days: FIRST_DAYS },
});

export const OPENCTI: BenchTarget = {
  name: 'OpenCTI, by its API',
  why: () => undefined,
  start: async () => {
    const platform = takingAll(await OpenctiDouble.start(undefined, TOKEN, { isRecording: false }));
    return { entry: entryOf(platform), stop: () => platform.stop() };
  },
};

export const OPENCTI_AMQP: BenchTarget = {
  name: 'OpenCTI, by RabbitMQ',
  why: rabbitmq.whyNoRabbit,
  start: async () => {
    const server = await rabbitmq.startRabbit();
    const connection = await rabbitmq.connected(server.port);
    const channel = await connection.createChannel();
    await channel.assertExchange(EXCHANGE, 'direct', { durable: true });
    await channel.assertQueue(QUEUE, { durable: true });
    await channel.bindQueue(QUEUE, EXCHANGE, routingOf(CONNECTOR));
    // A worker that takes every message: a queue of millions of messages would be measured otherwise.
    await channel.consume(QUEUE, () => {}, { noAck: true });
    const broker = { host: LOOPBACK, port: server.port, user: rabbitmq.USER, pass: rabbitmq.PASSWORD };
    const platform = takingAll(await OpenctiDouble.start(broker, TOKEN, { isRecording: false }));
    const stop = async () => {
      await platform.stop();
      await connection.close();
      await server.stop();
    };
    return { entry: { ...entryOf(platform), push_by: 'amqp' }, stop };
  },
};
