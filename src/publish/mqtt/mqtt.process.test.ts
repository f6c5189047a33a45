// Checks the output to MQTT on a real Mosquitto: the contract of outputs, the configurations of its page, and its errors.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
import { freePort } from '../../net/testing/free-port.js';
import {
  blocksOf,
  desk,
  desksOf,
  eventBatch,
  failureOf,
  outputOf,
  PASSWORD,
  REPORT,
} from '../broker/testing/configured.js';
import { heldAfter } from '../broker/testing/held.js';
import type { BrokerServer } from '../broker/testing/server.js';
import { NEVER } from '../testing/events.js';
import { testOutputContract } from '../testing/output-contract.js';
import { type TroubledProxy, troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { MQTT_KIND } from './declaration.js';
import {
  PASSWORD as ADMIN,
  type Subscriber,
  startMosquitto,
  subscribed,
  USER,
  whyNoMosquitto,
} from './testing/mosquitto.js';

const missing = whyNoMosquitto();
if (missing) console.warn(`The output to MQTT is not tested: ${missing}`);

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('on Mosquitto', () => {
  let server: BrokerServer;
  let proxy: TroubledProxy;
  const [toTopic, toPlain] = blocksOf('mqtt.md', 'yaml');
  const { output, checked, delivered } = desksOf('mqtt', () => ({
    ...{ port: server.port, username: USER, password: ADMIN, timeout: 5 },
  }));
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startMosquitto({ sundial: PASSWORD });
    // The sign-in takes about 100 bytes.
    proxy = await troubledProxy(server.port, 500);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  let made = 0;
  testOutputContract({
    mqtt: {
      kind: MQTT_KIND,
      secrets: [ADMIN],
      make: async () => {
        const topic = `contract-${++made}`;
        let subscriber: Subscriber = await subscribed(server.port, topic);
        const earlier: string[] = [];
        const way = troubleOf(proxy);
        const mend = async () => {
          await way.mend();
          if (subscriber.client.connected) return;
          earlier.push(...subscriber.got.map(({ text }) => text));
          subscriber = await subscribed(server.port, topic);
        };
        return {
          values: {
            ...{ port: proxy.port, username: USER, password: new Secret(ADMIN) },
            ...{ topic, timeout: 2 },
          },
          held: async () => {
            await subscriber.caughtUp();
            return heldAfter([...earlier, ...subscriber.got.map(({ text }) => text)]);
          },
          trouble: {
            ...way.trouble,
            // The broker discards all messages, and says so.
            error: () => subscriber.client.endAsync(),
          },
          mend,
          close: async () => {
            await mend();
            await subscriber.client.endAsync();
          },
        };
      },
    },
  });

  it('sends to topics as its page shows', async () => {
    const subscriber = await subscribed(server.port, 'sundial/#');
    const one = await outputOf(
      toTopic!
        .replace('mqtt.example.com', `127.0.0.1\n    port: ${server.tlsPort}`)
        .replace('/etc/ssl/example-ca.pem', server.caFile),
    );
    const view = await one.check(NEVER);
    expect(view.sentence).toBe(
      'sundial may connect to 127.0.0.1; messages are sent to topic sundial/{kind}/{country}/{type}',
    );
    expect(Object.fromEntries(view.facts)).toMatchObject({ encryption: 'TLS', 'quality of service': '2' });
    expect(await one.deliver!(eventBatch(3), NEVER)).toEqual([]);
    expect(await one.deliver!(eventBatch(1, 1, 'withdrawn'), NEVER)).toEqual([]);
    await subscriber.caughtUp();
    expect(new Set(subscriber.got.map(({ topic }) => topic))).toEqual(new Set(['sundial/event/AT/scan_ntp']));
    expect(heldAfter(subscriber.got.map(({ text }) => text))).toHaveLength(2);
    await one.close();
    await subscriber.client.endAsync();
  });

  it('speaks MQTT 3.1.1, as to older brokers', async () => {
    const subscriber = await subscribed(server.port, 'notices');
    const one = await outputOf(
      toPlain!.replace(
        'kind: mqtt',
        `kind: mqtt\n    port: ${server.port}\n    username: ${USER}\n    password: ${ADMIN}`,
      ),
    );
    await one.deliver!({ carries: 'reports', reports: [REPORT] }, NEVER);
    await subscriber.caughtUp();
    expect(JSON.parse(subscriber.got[0]!.text)).toMatchObject({ report_type: 'scan_ntp', sha256: 'ab' });
    await one.close();
    await subscriber.client.endAsync();
  });

  it('sends more messages than may wait for answers at once, in their order', async () => {
    const subscriber = await subscribed(server.port, 'many');
    expect(await delivered({ topic: 'many' }, eventBatch(1_000))).toEqual([]);
    await subscriber.caughtUp();
    const ports = subscriber.got.map(({ text }) => Number(JSON.parse(text).event.port));
    expect(ports).toEqual(Array.from({ length: 1_000 }, (_, at) => at));
    await subscriber.client.endAsync();
  });

  it('escapes values that would change the topic', async () => {
    const subscriber = await subscribed(server.port, 'escaped/#');
    const batch = eventBatch(1);
    if (batch.carries !== 'events') return;
    const hostile = { ...batch, appeared: [{ ...batch.appeared[0]!, list: 'a/+#%\0é' }] };
    expect(await delivered({ topic: 'escaped/{list}' }, hostile)).toEqual([]);
    await subscriber.caughtUp();
    expect(subscriber.got.map(({ topic }) => topic)).toEqual(['escaped/a%2F%2B%23%25%00é']);
    await subscriber.client.endAsync();
  });

  describe('a message that has no subscriber', () => {
    it('waits', async () => {
      expect(await failureOf(delivered({ topic: 'silent' }, eventBatch(2)))).toMatch(
        /^broker-unrouted: .*there is no subscriber for topic silent/,
      );
    });

    it('is refused or discarded if it is told to', async () => {
      const refused = await delivered({ topic: 'silent', unrouted: 'refuse' }, eventBatch(2));
      expect(refused.map(({ error }) => error.code)).toEqual(Array(2).fill('broker-message-refused'));
      expect(await delivered({ topic: 'silent', unrouted: 'discard' }, eventBatch(2))).toEqual([]);
    });
  });

  it('refuses a message that is too large, and sends the others', async () => {
    const subscriber = await subscribed(server.port, 'bounded');
    const batch = eventBatch(2);
    if (batch.carries !== 'events') return;
    const [first, second] = batch.appeared;
    const large = { ...first!, id: first!.id, json: JSON.stringify({ banner: 'x'.repeat(2_000) }) };
    const both = { ...batch, appeared: [large, second!] };
    const refused = await delivered({ topic: 'bounded', max_bytes: 1024 }, both);
    expect(refused.map(({ id }) => id)).toEqual([first!.id]);
    await subscriber.caughtUp();
    expect(subscriber.got).toHaveLength(1);
    await subscriber.client.endAsync();
  });

  it.each([
    [{ password: 'wrong-horse' }, /^broker-auth: output desk \(MQTT at 127.0.0.1:\d+\).*Not authorized/],
    [{ password: 'wrong-horse', version: '3.1.1' }, /^broker-auth: /],
    [{ tls: true, timeout: 1 }, /^broker-(tls|unreachable|timeout): /],
    [{ host: 'nowhere.invalid' }, /^broker-unreachable: .*ENOTFOUND/],
  ])('names the failure with %j', async (values, expected) => {
    expect(await checked(values)).toMatch(expected);
  });

  it('finds its broker by a URL', async () => {
    const one = await desk('mqtt', { url: `mqtt://${USER}:${ADMIN}@127.0.0.1:${server.port}` });
    const { sentence } = await one.check(NEVER).finally(() => one.close());
    expect(sentence).toContain('owner may connect to 127.0.0.1');
  });

  it('names a server that does not listen, a certificate that is not trusted, and a missing right', async () => {
    expect(await checked({ port: await freePort() })).toMatch(/^broker-unreachable: .*ECONNREFUSED/);
    expect(await checked({ port: server.tlsPort, tls: true })).toMatch(/^broker-tls: .*self-signed/);
    const limited = { username: 'sundial', password: PASSWORD, topic: 'elsewhere' };
    expect(await failureOf(delivered(limited, eventBatch(1)))).toMatch(
      /^broker-refused: .*Not authorized.*give the user the right to publish/,
    );
  });

  it.each([
    [{ topic: 'a/{port}' }, 'outputs.desk.topic names {port}'],
    [{ topic: 'a/+/b' }, 'outputs.desk.topic has a wildcard'],
    [{ topic: '$SYS/x' }, 'outputs.desk.topic has a wildcard, or begins with $'],
  ])('is not opened with %j', async (values, problem) => {
    await expect(output(values)).rejects.toThrow(problem);
  });
});
