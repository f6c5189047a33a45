// Checks the output to Kafka on a real broker: the contract of outputs, topics, keys and headers, sign-in and TLS,
// refusals, and the page's setup.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { freePort } from '../../net/testing/free-port.js';
import {
  blocksOf,
  desk,
  eventBatch,
  FINDING,
  failureOf,
  outputOf,
  PASSWORD,
  REPORT,
} from '../broker/testing/configured.js';
import { heldAfter } from '../broker/testing/held.js';
import type { BrokerServer } from '../broker/testing/server.js';
import type { EventMessage } from '../messages.js';
import type { EventBatch, Output } from '../output.js';
import { NEVER } from '../testing/events.js';
import { testOutputContract } from '../testing/output-contract.js';
import { type TroubledProxy, troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { KAFKA_KIND } from './declaration.js';
import { permit, recordsOf, startKafka, USER, whyNoKafka, withAdmin } from './testing/kafka.js';

const missing = whyNoKafka();
if (missing) console.warn(`The output to Kafka is not tested: ${missing}`);

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('the output to Kafka', () => {
  let server: BrokerServer;
  let proxy: TroubledProxy;
  let contracts = 0;
  const opened: Output[] = [];
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    const port = await freePort();
    // The broker sends clients to the proxy, whatever address they began with.
    proxy = await troubledProxy(port, 500);
    server = await startKafka({ port, advertised: proxy.port });
  });
  afterAll(async () => {
    for (const output of opened) await output.close();
    await proxy?.stop();
    await server?.stop();
  });

  const output = async (values: Readonly<Record<string, unknown>> = {}) => {
    const made = await desk('kafka', { brokers: [`127.0.0.1:${server.port}`], timeout: 20, ...values });
    opened.push(made);
    return made;
  };
  const topics = (...names: string[]) =>
    withAdmin(server.port, (admin) => admin.createTopics({ topics: names, partitions: 3, replicas: 1 }));
  const records = (topic: string) => recordsOf(server.port, topic);

  testOutputContract({
    kafka: {
      kind: KAFKA_KIND,
      make: async () => {
        const topic = `contract-${++contracts}`;
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
    },
  });

  it('sends each kind of message to its topic, with key and headers', async () => {
    await topics('sundial-events', 'sundial-findings', 'sundial-reports');
    const to = await output({ carries: ['events', 'findings', 'reports'] });
    const batch = eventBatch(3) as EventBatch;
    await to.deliver!(batch, NEVER);
    await to.deliver!({ carries: 'findings', findings: [FINDING, { ...FINDING, id: 'f-2' }] }, NEVER);
    await to.deliver!({ carries: 'reports', reports: [REPORT] }, NEVER);
    const events = await records('sundial-events');
    expect(events.map(({ key }) => key).toSorted()).toEqual(batch.appeared.map(({ id }) => id).toSorted());
    const { key, headers, value = '' } = events[0]!;
    expect(headers).toEqual({ id: key, kind: 'event', state: 'appeared' });
    expect(JSON.parse(value)).toMatchObject({ kind: 'event', id: key });
    const findings = await records('sundial-findings');
    expect(findings.map((one) => [one.key, one.headers.id])).toEqual([
      ['f', 'f-1'],
      ['f', 'f-2'],
    ]);
    expect((await records('sundial-reports')).map((one) => one.key)).toEqual([
      'scan_ntp-2026-01-15-example-asn',
    ]);
    expect((await to.check(NEVER)).facts).toEqual([
      ...[
        ['user', 'none'],
        ['encryption', 'none'],
      ],
      ...['events', 'findings', 'reports'].map((kind) => [`topic sundial-${kind}`, '3 partitions']),
    ]);
  });

  it('keeps the order of messages with equal keys, and sends tombstones', async () => {
    await topics('scan_ntp.x');
    const to = await output({ topic: '{type}.x', tombstones: true, compression: 'gzip' });
    const batch = eventBatch(20) as EventBatch;
    for (const one of [batch, { ...batch, appeared: [], withdrawn: batch.appeared }, batch])
      await to.deliver!(one, NEVER);
    const kept = await records('scan_ntp.x');
    expect(new Set(kept.map(({ partition }) => partition)).size).toBeGreaterThan(1);
    for (const { id } of batch.appeared) {
      const own = kept.filter(({ key }) => key === id);
      expect(own.map(({ value, headers }) => [value === undefined, headers.state])).toEqual([
        [false, 'appeared'],
        [true, 'withdrawn'],
        [false, 'appeared'],
      ]);
    }
  });

  it('leaves out messages that are too large, also those for the topic alone, and nothing else', async () => {
    await topics('narrow');
    await withAdmin(server.port, (admin) =>
      admin.incrementalAlterConfigs({
        resources: [
          {
            ...{ resourceType: 2, resourceName: 'narrow' },
            configs: [{ name: 'max.message.bytes', value: '4000', configOperation: 0 }],
          },
        ],
      }),
    );
    const to = await output({ topic: 'narrow', max_bytes: 100_000 });
    const batch = eventBatch(30) as EventBatch;
    const sized = (event: EventMessage, bytes: number): EventMessage => {
      const fields = { banner: 'a'.repeat(bytes) };
      return { ...event, fields, json: JSON.stringify(fields) };
    };
    const [first, second, ...others] = batch.appeared;
    const appeared = [
      ...others.slice(0, 9),
      sized(first!, 5_000),
      ...others.slice(9),
      sized(second!, 200_000),
    ];
    const refusals = await to.deliver!({ ...batch, appeared }, NEVER);
    expect(refusals.map(({ id }) => id).toSorted()).toEqual([first!.id, second!.id].toSorted());
    expect(refusals.map(({ error }) => error.code)).toEqual(Array(2).fill('broker-message-refused'));
    const ids = new Set((await records('narrow')).map(({ key }) => key));
    expect(ids).toEqual(new Set(others.map(({ id }) => id)));
  });

  it('says that a topic is missing, or creates it', async () => {
    const strict = await output({ topic: 'absent' });
    for (const work of [() => strict.check(NEVER), () => strict.deliver!(eventBatch(1), NEVER)])
      expect(await failureOf(work())).toMatch(/^broker-refused: .*topic absent does not exist/);
    const creating = await output({ topic: 'fresh', create_topics: true });
    expect((await creating.check(NEVER)).facts.at(-1)).toEqual(['topic fresh', 'will be created']);
    // The cluster may answer that the topic is unknown until its partitions have a leader.
    await expect.poll(() => failureOf(creating.deliver!(eventBatch(2), NEVER))).toBe('none: ');
    expect(new Set((await records('fresh')).map(({ key }) => key)).size).toBe(2);
  });

  const secure = (values: Readonly<Record<string, unknown>>) =>
    output({
      ...{ brokers: [`127.0.0.1:${server.tlsPort}`], topic: 'secure', create_topics: true },
      ...{ tls: true, ca_file: server.caFile, username: USER, password: PASSWORD, ...values },
    });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])('signs in with %s over TLS', async (mechanism) => {
    const { facts } = await (await secure({ mechanism })).check(NEVER);
    expect(facts.slice(0, 2)).toEqual([
      ['user', USER],
      ['encryption', 'TLS'],
    ]);
  });

  it.each([
    ['a wrong password', { password: 'wrong-horse' }, 'broker-auth'],
    ['an unknown certificate', { ca_file: '' }, 'broker-tls'],
  ])('says that the cluster does not accept %s', async (_what, values, code) => {
    expect(await failureOf((await secure(values)).check(NEVER))).toMatch(new RegExp(`^${code}: `));
  });

  it('says that a port does not offer TLS', async () => {
    const plain = await secure({ brokers: [`127.0.0.1:${server.port}`] });
    expect(await failureOf(plain.check(NEVER))).toMatch(/^broker-tls: .*does not offer TLS/);
  });

  it('loses nothing when the broker is killed while it sends', async () => {
    await topics('killed');
    const to = await output({ topic: 'killed', timeout: 5 });
    const batches = Array.from({ length: 6 }, (_, at) => eventBatch(200, at * 200) as EventBatch);
    const accepted = (batch: EventBatch) =>
      expect.poll(() => failureOf(to.deliver!(batch, NEVER)), { interval: 300 }).toBe('none: ');
    const sending = (async () => {
      for (const batch of batches) await accepted(batch);
    })();
    await expect.poll(async () => (await records('killed')).length).toBeGreaterThan(0);
    await server.crash();
    await server.revive();
    await sending;
    const ids = new Set((await records('killed')).map(({ key }) => key));
    expect(ids).toEqual(new Set(batches.flatMap(({ appeared }) => appeared.map(({ id }) => id))));
  });

  it('follows the page', async () => {
    const [setUp] = blocksOf('kafka.md', 'yaml');
    const yaml = setUp!
      .replaceAll(/kafka-\d\.example\.com:9093/g, `127.0.0.1:${server.tlsPort}`)
      .replace('/etc/ssl/example-ca.pem', server.caFile);
    await topics('shadowserver-events', 'shadowserver-findings');
    const to = await outputOf(yaml);
    opened.push(to);
    expect((await to.check(NEVER)).sentence).toContain('shadowserver-events, shadowserver-findings');
    expect(await to.deliver!(eventBatch(2), NEVER)).toEqual([]);
    expect(await records('shadowserver-events')).toHaveLength(2);
  });
});
