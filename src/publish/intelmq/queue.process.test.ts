// Follows the page on IntelMQ: sends events into the queue of a bot on a real Redis server, from which the bot takes them.
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, eventBatch, outputOf } from '../broker/testing/configured.js';
import type { BrokerServer } from '../broker/testing/server.js';
import { reader, startRedis, whyNoRedis } from '../redis/testing/redis.js';
import { NEVER } from '../testing/events.js';
import { readEvent } from './testing/collector.js';

const missing = whyNoRedis();
if (missing) console.warn(`Queues of IntelMQ are not tested: ${missing}`);

const [, , queue] = blocksOf('intelmq.md', 'yaml');
const [, name] = /key: (\S+)/.exec(queue!)!;
const [, database] = /database: (\d+)/.exec(queue!)!;

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('the queue of a bot', () => {
  let server: BrokerServer;
  let bot: Redis;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    // IntelMQ's own server has no password.
    server = await startRedis({ requirepass: '' });
    bot = reader(server.port);
    await bot.select(Number(database));
  });
  afterAll(async () => {
    bot?.disconnect();
    await server?.stop();
  });

  it('gets events that IntelMQ accepts, in their order, and no withdrawn ones', async () => {
    const output = await outputOf(queue!.replace('127.0.0.1', `127.0.0.1\n    port: ${server.port}`));
    await output.check(NEVER);
    await output.prepare(NEVER);
    expect(await output.deliver!(eventBatch(3), NEVER)).toEqual([]);
    expect(await output.deliver!(eventBatch(1, 0, 'withdrawn'), NEVER)).toEqual([]);
    expect(await output.deliver!(eventBatch(2, 3), NEVER)).toEqual([]);
    await output.close();
    expect(await bot.llen(name!)).toBe(5);
    // Bots take from the right (lib/pipeline.py in certtools/intelmq: brpoplpush).
    for (let port = 0; port < 5; port++)
      expect(readEvent(Buffer.from((await bot.rpop(name!))!))).toMatchObject({
        ...{ 'source.ip': '192.0.2.1', 'source.port': port, 'feed.name': 'NTP-Version' },
      });
  });
});
