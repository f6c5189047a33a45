// Checks the output to Redis on a real server: the configurations of its page, its errors, and kills of the server.
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../net/testing/free-port.js';
import {
  blocksOf,
  desk,
  desksOf,
  eventBatch,
  FINDING,
  failureOf,
  outputOf,
  PASSWORD,
  REPORT,
} from '../broker/testing/configured.js';
import { heldAfter } from '../broker/testing/held.js';
import type { BrokerServer } from '../broker/testing/server.js';
import { NEVER } from '../testing/events.js';
import { PASSWORD as ADMIN, reader, startRedis, streamed, whyNoRedis } from './testing/redis.js';

const missing = whyNoRedis();
if (missing) console.warn(`The output to Redis is not tested: ${missing}`);

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('the output to Redis', () => {
  let server: BrokerServer;
  let client: Redis;
  const [stream, list] = blocksOf('redis.md', 'yaml');
  const [rights] = blocksOf('redis.md', 'text');
  /** An output of the administrator. */
  const { output, checked, delivered } = desksOf('redis', () => ({
    ...{ port: server.port, password: ADMIN, timeout: 5 },
  }));
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startRedis({ appendonly: 'yes', appendfsync: 'always' });
    client = reader(server.port);
  });
  afterAll(async () => {
    client?.disconnect();
    await server?.stop();
  });

  it('appends to streams as its page shows, with a user who has only the rights that it lists', async () => {
    const [command, ...args] = rights!.trim().replace('correct-horse-battery-staple', PASSWORD).split(' ');
    await client.call(command!, ...args);
    const one = await outputOf(
      stream!
        .replace('redis.example.com', `127.0.0.1\n    port: ${server.tlsPort}`)
        .replace('/etc/ssl/example-ca.pem', server.caFile),
    );
    expect((await one.check(NEVER)).sentence).toBe(
      'sundial may use database 0 at 127.0.0.1; messages are appended to the stream sundial:{kind}',
    );
    await one.prepare(NEVER);
    expect(await one.deliver!(eventBatch(3), NEVER)).toEqual([]);
    expect(await one.deliver!(eventBatch(1, 1, 'withdrawn'), NEVER)).toEqual([]);
    await one.deliver!({ carries: 'findings', findings: [FINDING] }, NEVER);
    const entries = await client.xrange('sundial:event', '-', '+');
    const fields = entries.map(([, all]) => [all[0], all[2], all[3], all[5], all[6]].join(' '));
    expect(fields).toEqual(
      ['appeared', 'appeared', 'appeared', 'withdrawn'].map((state) => `id kind event ${state} body`),
    );
    expect(entries[3]![1][1]).toBe(entries[1]![1][1]);
    expect(heldAfter(await streamed(client, 'sundial:event'))).toHaveLength(2);
    expect(JSON.parse((await streamed(client, 'sundial:finding'))[0]!)).toMatchObject({ state: 'resolved' });
    await one.close();
  });

  it("appends notices to a list as the publisher's report manager does", async () => {
    const one = await outputOf(
      list!.replace('structure', `port: ${server.port}\n    password: "${ADMIN}"\n    structure`),
    );
    await one.deliver!({ carries: 'reports', reports: [REPORT] }, NEVER);
    expect(JSON.parse((await client.lpop('mytest'))!)).toMatchObject({
      ...{ timestamp: '2026-01-16 02:10:00', report_date: '2026-01-15', report_type: 'scan_ntp' },
      uri: 'http://myserver/reports/2026/01/15/2026-01-15-scan_ntp-example-asn.csv',
    });
    await one.close();
  });

  it('appends IntelMQ events to the queue of a bot, which takes them in their order', async () => {
    const [, , queue] = blocksOf('intelmq.md', 'yaml');
    const one = await outputOf(
      queue!.replace('host:', `port: ${server.port}\n    password: "${ADMIN}"\n    host:`),
    );
    await one.deliver!(eventBatch(2), NEVER);
    const bot = reader(server.port);
    await bot.select(2);
    const taken = [await bot.rpop('deduplicator-expert-queue'), await bot.rpop('deduplicator-expert-queue')];
    bot.disconnect();
    expect(taken.map((line) => JSON.parse(line!))).toMatchObject(
      [0, 1].map((port) => ({ __type: 'Event', 'source.port': port, 'feed.name': 'NTP-Version' })),
    );
    await one.close();
  });

  it('limits the length of a stream only if it is told to', async () => {
    for (const [key, limit] of [
      ['limited', 200],
      ['unlimited', 0],
    ] as const) {
      const one = await output({ key, max_length: limit });
      await one.deliver!(eventBatch(1_000), NEVER);
      expect(await client.xlen(key)).toSatisfy((length: number) => (limit ? length < 400 : length === 1_000));
      await one.close();
    }
  });

  it('chooses the database, and refuses one that does not exist', async () => {
    const one = await output({ key: 'elsewhere', database: 3 });
    await one.deliver!(eventBatch(1), NEVER);
    expect(await client.exists('elsewhere')).toBe(0);
    await client.select(3);
    expect(await client.xlen('elsewhere')).toBe(1);
    await client.select(0);
    await one.close();
    expect(await checked({ database: 99 })).toMatch(/^broker-refused: .*DB index is out of range/);
  });

  it('says how durable its server is, and what it would write to', async () => {
    const one = await output({ key: 'fresh' });
    expect(Object.fromEntries((await one.check(NEVER)).facts)).toEqual({
      ...{ encryption: 'none', 'the key fresh': 'will be created' },
      durability: 'append-only file, synced with each batch',
    });
    expect(await client.exists('fresh')).toBe(0);
    await one.close();
    await client.set('text', 'x');
    expect(await checked({ key: 'text' })).toMatch(
      /^broker-refused: .*the key text holds a string, not a stream/,
    );
  });

  it.each([
    [{ password: 'wrong-horse' }, /^broker-auth: output desk \(Redis at 127.0.0.1:\d+\).*WRONGPASS/],
    [{ password: '' }, /^broker-auth: .*NOAUTH/],
    [{ tls: true, timeout: 1 }, /^broker-(tls|timeout): /],
    [{ host: 'nowhere.invalid' }, /^broker-unreachable: .*ENOTFOUND/],
  ])('names the failure with %j', async (values, expected) => {
    expect(await checked(values)).toMatch(expected);
  });

  it('finds its server by a URL', async () => {
    const one = await desk('redis', { url: `redis://:${ADMIN}@127.0.0.1:${server.port}/3` });
    const { sentence } = await one.check(NEVER).finally(() => one.close());
    expect(sentence).toContain('may use database 3 at 127.0.0.1');
  });

  it('names a server that does not listen, and a certificate that is not trusted', async () => {
    expect(await checked({ port: await freePort() })).toMatch(/^broker-unreachable: .*ECONNREFUSED/);
    expect(await checked({ port: server.tlsPort, tls: true })).toMatch(/^broker-tls: .*self-signed/);
  });

  it('names a missing right, a key of another structure, and replicas that do not exist', async () => {
    await client.call('ACL', 'SETUSER', 'idle', 'on', `>${PASSWORD}`, '~*', '+ping', '+type');
    await client.set('other', 'x');
    const failed = (values: Readonly<Record<string, unknown>>) => failureOf(delivered(values, eventBatch(1)));
    expect(await failed({ username: 'idle', password: PASSWORD })).toMatch(
      /^broker-refused: .*NOPERM.*docs\/how-to\/redis.md/,
    );
    expect(await failed({ key: 'other' })).toMatch(/^broker-refused: .*WRONGTYPE/);
    expect(await failed({ key: 'lonely', replicas: 1, timeout: 1 })).toMatch(
      /^broker-busy: .*0 of 1 replicas confirmed/,
    );
  });

  it('refuses a message that is too large, and sends the others', async () => {
    const one = await output({ key: 'bounded', max_bytes: 1024 });
    const batch = eventBatch(2);
    if (batch.carries !== 'events') return;
    const [first, second] = batch.appeared;
    const large = { ...first!, id: first!.id, json: JSON.stringify({ banner: 'x'.repeat(2_000) }) };
    const refused = await one.deliver!({ ...batch, appeared: [large, second!] }, NEVER);
    expect(refused.map(({ id }) => id)).toEqual([first!.id]);
    expect(refused[0]!.error.message).toMatch(/bytes are more than 1024/);
    expect(await client.xlen('bounded')).toBe(1);
    await one.close();
  });

  it.each([
    [{ key: '{port}' }, 'outputs.desk.key names {port}'],
    [{ uri: '{x}' }, 'outputs.desk.uri names {x}'],
    [{ structure: 'list', max_length: 5 }, 'outputs.desk.max_length is set for a list'],
    [{ push: 'left' }, 'outputs.desk.push is set for a stream'],
  ])('is not opened with %j', async (values, problem) => {
    await expect(output(values)).rejects.toThrow(problem);
  });

  it('loses nothing that was accepted when the server is killed again and again', async () => {
    const one = await output({ key: 'survivor' });
    const outcomes = new Set<string>();
    let [accepted, kills] = [0, 0];
    const send = async () => {
      const outcome = await failureOf(one.deliver!(eventBatch(100, accepted * 100), NEVER));
      outcomes.add(outcome.split(':')[0]!);
      if (outcome === 'none: ') accepted++;
    };
    while (kills < 3) {
      await send();
      // The kill meets the batch at a different moment each time.
      const sending = send();
      await pause(kills);
      await server.crash();
      await sending;
      await send();
      await server.revive();
      kills++;
    }
    const after = reader(server.port);
    const held = heldAfter(await streamed(after, 'survivor'));
    after.disconnect();
    expect([...outcomes].sort()).toEqual(['broker-unreachable', 'none']);
    expect(held.length).toBeGreaterThanOrEqual(accepted * 100);
    await one.close();
  });
});
