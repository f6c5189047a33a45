// Runs the contract test of outputs on a real Redis server, with a key of its own for each case.
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { heldAfter } from '../broker/testing/held.js';
import type { BrokerServer } from '../broker/testing/server.js';
import { testOutputContract } from '../testing/output-contract.js';
import { type TroubledProxy, troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { REDIS_KIND } from './declaration.js';
import { PASSWORD, reader, startRedis, streamed, whyNoRedis } from './testing/redis.js';

const missing = whyNoRedis();
if (missing) console.warn(`The contract of outputs is not tested on Redis: ${missing}`);

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('on Redis', () => {
  let server: BrokerServer;
  let proxy: TroubledProxy;
  let client: Redis;
  let made = 0;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startRedis();
    client = reader(server.port);
    // The sign-in takes about 100 bytes.
    proxy = await troubledProxy(server.port, 500);
  });
  afterAll(async () => {
    client?.disconnect();
    await proxy?.stop();
    await server?.stop();
  });

  testOutputContract('redis', {
    kind: REDIS_KIND,
    secrets: [PASSWORD],
    make: async () => {
      const key = `contract-${++made}`;
      const way = troubleOf(proxy);
      const mend = async () => {
        await way.mend();
        await client.config('SET', 'maxmemory', '0');
      };
      return {
        values: { port: proxy.port, password: new Secret(PASSWORD), key, timeout: 2 },
        held: async () => heldAfter(await streamed(client, key)),
        trouble: {
          ...way.trouble,
          error: async () => {
            await client.config('SET', 'maxmemory', '1');
          },
        },
        mend,
        close: mend,
      };
    },
  });
});
