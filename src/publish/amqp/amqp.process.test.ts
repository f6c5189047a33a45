// Checks the output to RabbitMQ on a real server: the contract of outputs, the configurations of its page, and its errors.
import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '../../domain/secret.js';
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
import { openctiOverAmqp } from '../opencti/testing/over-amqp.js';
import { testPushingOverBroker } from '../opencti/testing/pushing-over-broker.js';
import { NEVER } from '../testing/events.js';
import { testOutputContract } from '../testing/output-contract.js';
import { type TroubledProxy, troubledProxy, troubleOf } from '../testing/troubled-proxy.js';
import { AMQP_KIND } from './declaration.js';
import {
  PASSWORD as ADMIN,
  connected,
  type Rabbit,
  startRabbit,
  taken,
  USER,
  whyNoRabbit,
} from './testing/rabbitmq.js';

const missing = whyNoRabbit();
if (missing) console.warn(`The output to RabbitMQ is not tested: ${missing}`);

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('on RabbitMQ', () => {
  let server: Rabbit;
  let proxy: TroubledProxy;
  let owner: ChannelModel;
  let channel: ConfirmChannel;
  const [toQueue, toExchange, toStomp] = blocksOf('rabbitmq.md', 'yaml');
  const [rights] = blocksOf('rabbitmq.md', 'sh');
  const { output, checked, delivered } = desksOf('amqp', () => ({
    ...{ port: server.port, username: USER, password: ADMIN, timeout: 5 },
  }));
  /** A page's configuration for an owner without TLS. */
  const local = (yaml: string) =>
    outputOf(
      yaml.replace(
        'kind: amqp',
        `kind: amqp\n    port: ${server.port}\n    username: ${USER}\n    password: ${ADMIN}`,
      ),
    );
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startRabbit();
    owner = await connected(server.port);
    channel = await owner.createConfirmChannel();
    proxy = await troubledProxy(server.port);
  });
  afterAll(async () => {
    await owner?.close();
    await proxy?.stop();
    await server?.stop();
  });

  let made = 0;
  testOutputContract({
    amqp: {
      kind: AMQP_KIND,
      secrets: [ADMIN],
      make: async () => {
        const name = `contract-${++made}`;
        await channel.assertExchange(name, 'topic');
        await channel.assertQueue(name);
        const bind = () => channel.bindQueue(name, name, 'sundial.#');
        await bind();
        const texts: string[] = [];
        const way = troubleOf(proxy);
        const mend = async () => {
          await way.mend();
          await bind();
        };
        return {
          values: {
            ...{ port: proxy.port, username: USER, password: new Secret(ADMIN) },
            ...{ exchange: name, timeout: 2 },
          },
          held: async () => {
            texts.push(...(await taken(channel, name)));
            return heldAfter(texts);
          },
          trouble: {
            ...way.trouble,
            // The broker would discard all messages.
            error: async () => {
              await channel.unbindQueue(name, name, 'sundial.#');
            },
          },
          mend,
          close: mend,
        };
      },
    },
    'opencti over AMQP': openctiOverAmqp(() => ({ proxy, channel })),
  });
  testPushingOverBroker(() => ({ port: server.port, channel }));

  it('sends to a queue as its page shows, with a user who has only the rights that it lists', async () => {
    for (const line of rights!.trim().split('\n'))
      server.control(
        ...line
          .split(' ')
          .slice(1)
          .map((word) => word.replaceAll("'", '')),
      );
    const one = await outputOf(
      toQueue!
        .replace('rabbitmq.example.com', `127.0.0.1\n    port: ${server.tlsPort}`)
        .replace('/etc/ssl/example-ca.pem', server.caFile),
    );
    const view = await one.check(NEVER);
    expect(view.sentence).toBe(
      'sundial may use virtual host security at 127.0.0.1; messages are sent to queue sundial',
    );
    expect(Object.fromEntries(view.facts)).toMatchObject({
      encryption: 'TLS',
      'queue sundial': 'will be created',
    });
    await one.prepare(NEVER);
    await one.prepare(NEVER);
    expect(await one.deliver!(eventBatch(3), NEVER)).toEqual([]);
    expect(await one.deliver!(eventBatch(1, 1, 'withdrawn'), NEVER)).toEqual([]);
    await one.deliver!({ carries: 'findings', findings: [FINDING] }, NEVER);
    expect(Object.fromEntries((await one.check(NEVER)).facts)).toMatchObject({
      'queue sundial': expect.stringMatching(/^exists; \d messages wait, 0 consumers read$/),
    });
    await one.close();
    expect(server.control('-q', 'list_queues', '-p', 'security', 'name', 'type', 'durable')).toMatch(
      /sundial\s+quorum\s+true/,
    );
  });

  it('sends to an exchange whose bindings decide, with properties', async () => {
    await channel.assertExchange('reports', 'topic');
    await channel.assertQueue('austria');
    await channel.bindQueue('austria', 'reports', 'sundial.event.AT.*');
    const one = await local(toExchange!);
    expect(Object.fromEntries((await one.check(NEVER)).facts)).toMatchObject({
      'exchange reports': 'exists',
    });
    const batch = eventBatch(1);
    await one.deliver!(batch, NEVER);
    const message = await channel.get('austria', { noAck: true });
    if (!message || batch.carries !== 'events') throw new Error('no message');
    expect(message.fields.routingKey).toBe('sundial.event.AT.scan_ntp');
    const { properties } = message;
    expect(properties).toMatchObject({
      ...{ messageId: batch.appeared[0]!.id, type: 'event', appId: 'sundial', deliveryMode: 2 },
      ...{ contentType: 'application/json', headers: { state: 'appeared', country: 'AT', asn: '64496' } },
    });
    await one.close();
  });

  it('gives notices to programs that read by STOMP as they read those of the report manager', async () => {
    const one = await local(toStomp!);
    await one.prepare(NEVER);
    await one.deliver!({ carries: 'reports', reports: [REPORT] }, NEVER);
    await one.close();
    const socket = connectSocket(server.stompPort, '127.0.0.1');
    socket.write(`CONNECT\naccept-version:1.2\nhost:/\nlogin:${USER}\npasscode:${ADMIN}\n\n\0`);
    socket.write('SUBSCRIBE\nid:0\ndestination:/queue/mytest\nack:auto\n\n\0');
    let said = '';
    while (!/MESSAGE[\s\S]*\0/.test(said)) said += (await once(socket, 'data'))[0];
    socket.destroy();
    const notice = JSON.parse(/\n\n(\{.*\})\0/.exec(said)![1]!);
    expect(notice).toMatchObject({
      ...{ timestamp: '2026-01-16 02:10:00', report_date: '2026-01-15', report_type: 'scan_ntp' },
      uri: 'http://myserver/reports/2026/01/15/2026-01-15-scan_ntp-example-asn.csv',
    });
  });

  describe('a message that no queue gets', () => {
    const key = { exchange: 'amq.topic', routing_key: 'nobody.{type}' };

    it('waits', async () => {
      expect(await failureOf(delivered(key, eventBatch(2)))).toMatch(
        /^broker-unrouted: .*there is no queue for exchange amq.topic with routing key nobody.scan_ntp/,
      );
    });

    it('is refused if it is told to, while others are sent', async () => {
      await channel.assertQueue('withdrawals');
      await channel.bindQueue('withdrawals', 'amq.topic', 'state.withdrawn');
      const one = await output({ exchange: 'amq.topic', routing_key: 'state.{state}', unrouted: 'refuse' });
      const [appeared, withdrawn] = [eventBatch(1), eventBatch(1, 9, 'withdrawn')];
      if (appeared.carries !== 'events' || withdrawn.carries !== 'events') return;
      const both = { ...appeared, withdrawn: withdrawn.withdrawn };
      const refused = await one.deliver!(both, NEVER);
      expect(refused.map(({ id }) => id)).toEqual([appeared.appeared[0]!.id]);
      expect(refused[0]!.error.message).toMatch(/no queue gets it.*bind a queue/);
      expect(await taken(channel, 'withdrawals')).toHaveLength(1);
      await one.close();
    });

    it('is discarded if it is told to', async () => {
      expect(await delivered({ ...key, unrouted: 'discard' }, eventBatch(2))).toEqual([]);
    });
  });

  it('refuses a message whose routing key is too long, and sends the others', async () => {
    await channel.assertQueue('long');
    await channel.bindQueue('long', 'amq.topic', 'long.#');
    const one = await output({ exchange: 'amq.topic', routing_key: 'long.{list}' });
    const batch = eventBatch(2);
    if (batch.carries !== 'events') return;
    const [first, second] = batch.appeared;
    // 90 dots take 270 bytes once they are escaped.
    const refused = await one.deliver!(
      { ...batch, appeared: [{ ...first!, list: '.'.repeat(90) }, second!] },
      NEVER,
    );
    expect(refused.map(({ id }) => id)).toEqual([first!.id]);
    expect(refused[0]!.error.message).toMatch(/is longer than 255 bytes/);
    const [sent] = await taken(channel, 'long');
    expect(JSON.parse(sent!).id).toBe(second!.id);
    await one.close();
  });

  it('waits for a queue that is full', async () => {
    await channel.assertQueue('full', { arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' } });
    expect(await failureOf(delivered({ queue: 'full' }, eventBatch(5)))).toMatch(
      /^broker-busy: .*did not confirm/,
    );
  });

  it('waits for a broker without memory', async () => {
    const one = await output({ queue: 'alarm' });
    await one.prepare(NEVER);
    server.control('set_vm_memory_high_watermark', '0');
    expect(await failureOf(one.deliver!(eventBatch(1), NEVER))).toMatch(/^broker-(busy|timeout): /);
    server.control('set_vm_memory_high_watermark', '0.4');
    expect(await one.deliver!(eventBatch(1), NEVER)).toEqual([]);
    await one.close();
  });

  it.each([
    [{ queue: 'q', password: 'wrong-horse' }, /^broker-auth: output desk \(AMQP at 127.0.0.1:\d+\)/],
    [{ queue: 'q', vhost: 'nowhere' }, /^broker-refused: .*no access to the virtual host.*check vhost/],
    [{ queue: 'q', tls: true }, /^broker-tls: /],
    [{ queue: 'q', host: 'nowhere.invalid' }, /^broker-unreachable: .*ENOTFOUND/],
    [{ exchange: 'missing' }, /^broker-refused: .*no exchange 'missing'.*create the exchange/],
  ])('names the failure with %j', async (values, expected) => {
    expect(await checked(values)).toMatch(expected);
  });

  it('finds its server by a URL', async () => {
    const url = `amqp://${USER}:${ADMIN}@127.0.0.1:${server.port}/%2F`;
    const one = await desk('amqp', { url, queue: 'by-url' });
    const { sentence } = await one.check(NEVER).finally(() => one.close());
    expect(sentence).toBe('owner may use virtual host / at 127.0.0.1; messages are sent to queue by-url');
  });

  it('names a server that does not listen, a certificate that is not trusted, and missing rights', async () => {
    expect(await checked({ queue: 'q', port: await freePort() })).toMatch(
      /^broker-unreachable: .*ECONNREFUSED/,
    );
    expect(await checked({ queue: 'q', port: server.tlsPort, tls: true })).toMatch(
      /^broker-tls: .*self-signed/,
    );
    const limited = await output({
      queue: 'other',
      vhost: 'security',
      username: 'sundial',
      password: PASSWORD,
    });
    expect(await failureOf(limited.prepare(NEVER))).toMatch(
      /^broker-refused: .*ACCESS_REFUSED.*docs\/how-to\/rabbitmq.md/,
    );
    await limited.close();
  });

  it.each([
    [{ routing_key: '{port}', exchange: 'x' }, 'outputs.desk.routing_key names {port}'],
    [{}, 'outputs.desk.queue and exchange are missing'],
    [{ queue: 'a', exchange: 'b' }, 'outputs.desk.queue and exchange are both set'],
  ])('is not opened with %j', async (values, problem) => {
    await expect(output(values)).rejects.toThrow(problem);
  });
});
