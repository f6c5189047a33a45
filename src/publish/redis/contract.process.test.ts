// Runs the contract test of outputs on a real Redis server, with a key of its own for each case.
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { heldAfter } from '../broker/testing/held.js';
import type { BrokerServer } from '../broker/testing/server.js';
import { type HeldEvent, type OutputContract, testOutputContract } from '../testing/output-contract.js';
import { heldByIntelmq, RECORDS_HELD } from '../testing/records-held.js';
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

  /** A key of its own, with what a reader has taken from it. */
  const form = (
    more: Readonly<Record<string, unknown>>,
    read: (key: string) => Promise<HeldEvent[]>,
    told: Pick<OutputContract, 'heldText' | 'shares'> = {},
  ): OutputContract => ({
    kind: REDIS_KIND,
    secrets: [PASSWORD],
    ...told,
    make: async () => {
      const key = `contract-${++made}`;
      const way = troubleOf(proxy);
      const mend = async () => {
        await way.mend();
        await client.config('SET', 'maxmemory', '0');
      };
      return {
        values: { port: proxy.port, password: new Secret(PASSWORD), key, timeout: 2, ...more },
        held: () => read(key),
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
  /** Records of another system's format in a list. */
  const records = (
    format: string,
    more: Readonly<Record<string, unknown>> = {},
    told?: Pick<OutputContract, 'heldText' | 'shares'>,
  ) =>
    form(
      { structure: 'list', format, ...more },
      async (key) => RECORDS_HELD[format]!(await client.lrange(key, 0, -1)),
      told,
    );

  testOutputContract({
    'redis, a stream': form({}, async (key) => heldAfter(await streamed(client, key))),
    'redis, a list of ECS': records('ecs', {}, { shares: ['withdrawal'] }),
    'redis, a list of CEF': records('cef', {}, { shares: ['way', 'withdrawal'] }),
    'redis, a list of IntelMQ': records(
      'intelmq',
      { format_fields: ['extra.sundial_id={id}'] },
      { heldText: heldByIntelmq, shares: ['way', 'withdrawal'] },
    ),
  });
});
