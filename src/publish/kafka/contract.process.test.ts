// Runs the contract test of outputs on a real Kafka broker, with a topic of its own for each case.
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { freePort } from '../../net/testing/free-port.js';
import { heldAfter } from '../broker/testing/held.js';
import type { BrokerServer } from '../broker/testing/server.js';
import { testOutputContract } from '../testing/output-contract.js';
import { type TroubledProxy, troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { KAFKA_KIND } from './declaration.js';
import { permit, recordsOf, startKafka, whyNoKafka, withAdmin } from './testing/kafka.js';

const missing = whyNoKafka();
if (missing) console.warn(`The contract of outputs is not tested on Kafka: ${missing}`);

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('on Kafka', () => {
  let server: BrokerServer;
  let proxy: TroubledProxy;
  let made = 0;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    const port = await freePort();
    // The broker sends clients to the proxy, whatever address they began with.
    proxy = await troubledProxy(port, 500);
    server = await startKafka({ port, advertised: proxy.port });
  }, 60_000);
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  testOutputContract('kafka', {
    kind: KAFKA_KIND,
    make: async () => {
      const topic = `contract-${++made}`;
      await withAdmin(server.port, (admin) =>
        admin.createTopics({ topics: [topic], partitions: 3, replicas: 1 }),
      );
      const way = troubleOf(proxy);
      const mend = async () => {
        await way.mend();
        await permit(server.port, topic, true);
      };
      return {
        values: { brokers: [`127.0.0.1:${proxy.port}`], topic, timeout: 3, password: new Secret('') },
        held: async () =>
          heldAfter((await recordsOf(server.port, topic)).flatMap(({ value }) => value ?? [])),
        trouble: {
          ...way.trouble,
          error: () => permit(server.port, topic, false),
        },
        mend,
        close: mend,
      };
    },
  });
});
