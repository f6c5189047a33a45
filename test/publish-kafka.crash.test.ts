// Kills `sundial publish` at random moments while reports are issued again and a Kafka broker is killed as well: a reader
// that follows all partitions of the topic holds the store in the end.
import { freePort } from '../src/net/testing/free-port.js';
import { recordsOf, startKafka, whyNoKafka } from '../src/publish/kafka/testing/kafka.js';
import { campaign } from './setup/campaign.js';
import { testKilledOutput } from './support/killed-output.js';

testKilledOutput({
  what: 'Kafka',
  missing: whyNoKafka(),
  seed: 20260121,
  // The broker takes some seconds of processor time to start again. Plain runs kill outputs to Redis, which share the code
  // that sends.
  kills: campaign({ short: 0, full: 4 }),
  start: async () => {
    const server = await startKafka({ port: await freePort() });
    return {
      server,
      entry: (topic) => ({
        kind: 'kafka',
        brokers: [`127.0.0.1:${server.port}`],
        topic,
        create_topics: true,
      }),
      messages: async (topic) => (await recordsOf(server.port, topic)).flatMap(({ value }) => value ?? []),
      stop: () => server.stop(),
    };
  },
});
