// Runs the configurations of docs/how-to/opencti.md, and pushes objects over a real RabbitMQ.
import { parseEnv } from 'node:util';
import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalogue } from '../../catalogue/index.js';
import { settingsIn } from '../../config/testing/folder.js';
import { asSundialError } from '../../domain/errors.js';
import { requireValid } from '../../mapping/stix/testing/validate.js';
import {
  connected,
  PASSWORD as OWNER,
  type Rabbit,
  startRabbit,
  taken,
  USER,
  whyNoRabbit,
} from '../amqp/testing/rabbitmq.js';
import { blocksOf, outputOf, PASSWORD } from '../broker/testing/configured.js';
import type { Output } from '../output.js';
import { outputEntries } from '../short-form.js';
import { NEVER } from '../testing/events.js';
import { AmqpWay } from './amqp-way.js';
import { openOpencti } from './open.js';
import type { Platform } from './platform.js';
import { sliceOf } from './testing/output.js';
import { EXCHANGE, OpenctiDouble, routingOf, TOKEN } from './testing/platform.js';
import { startTaxii } from './testing/taxii.js';

const missing = whyNoRabbit();
if (missing) console.warn(`Pushing to OpenCTI over AMQP is not tested: ${missing}`);

const [toPlatform, overBroker, toTaxii] = blocksOf('opencti.md', 'yaml');
const [variables] = blocksOf('opencti.md', 'sh');
const CONNECTOR = '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b';
const HOST = 'https://opencti.example.com';
const CSV = 'timestamp,ip,port,asn,tag\n2026-01-15 00:00:01,192.0.2.1,123,64496,ntp;cve-2021-44228\n';
const SLICE = sliceOf({ alpha: CSV });

let output: Output | undefined;
afterEach(async () => {
  await output?.close();
  output = undefined;
});

const typesIn = (objects: Iterable<{ readonly type: string }>) => [...objects].map(({ type }) => type);
const REPORT_TYPES = ['marking-definition', 'identity', 'vulnerability', 'ipv4-addr', 'report', 'note'];

describe('the page', () => {
  it('sends reports to a platform', async () => {
    const platform = await OpenctiDouble.start(undefined, PASSWORD);
    output = await outputOf(toPlatform!.replace(HOST, platform.url));
    await output.prepare(NEVER);
    await output.replace!(SLICE, NEVER);
    expect(platform.state(CONNECTOR) ?? '').toBe('');
    const types = typesIn(platform.knowledge.objects.values());
    expect(types).toEqual(expect.arrayContaining([...REPORT_TYPES, 'case-incident']));
    await platform.stop();
  });

  it('sends reports to a collection', async () => {
    const server = await startTaxii(`Bearer ${PASSWORD}`);
    output = await outputOf(toTaxii!.replace(/https:\S+/, server.url));
    await output.prepare(NEVER);
    await output.replace!(SLICE, NEVER);
    expect(typesIn(server.objects.values())).toEqual(expect.arrayContaining(REPORT_TYPES));
    await server.stop();
  });

  it('follows the variables of the connector', async () => {
    const platform = await OpenctiDouble.start(undefined, '00000000-0000-4000-8000-000000000000');
    const env = { ...(parseEnv(variables!) as NodeJS.ProcessEnv), OPENCTI_URL: platform.url };
    const { settings, cwd, warnings } = await settingsIn({ env });
    expect(warnings).toEqual([]);
    const [entry] = outputEntries(settings);
    const context = { env: {}, folder: cwd, clock: () => new Date(0), catalogue: loadCatalogue() };
    output = await openOpencti(entry as Parameters<typeof openOpencti>[0], context);
    await output.prepare(NEVER);
    await output.replace!(SLICE, NEVER);
    expect(platform.state(CONNECTOR) ?? '').toBe('');
    expect(typesIn(platform.knowledge.objects.values())).toEqual(expect.arrayContaining(REPORT_TYPES));
    await platform.stop();
  });
});

describe.skipIf(missing !== undefined && process.env.CI !== 'true')('over RabbitMQ', () => {
  let server: Rabbit;
  let owner: ChannelModel;
  let channel: ConfirmChannel;
  let platform: OpenctiDouble;
  const queue = `push_${CONNECTOR}`;

  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startRabbit();
    owner = await connected(server.port);
    channel = await owner.createConfirmChannel();
    await channel.assertExchange(EXCHANGE, 'direct');
    await channel.assertQueue(queue);
  }, 180_000);
  afterAll(async () => {
    await owner?.close();
    await server?.stop();
  }, 60_000);
  beforeEach(async () => {
    const broker = { host: 'broker.invalid', port: 1, user: USER, pass: OWNER };
    platform = await OpenctiDouble.start(broker, PASSWORD);
    await channel.bindQueue(queue, EXCHANGE, routingOf(CONNECTOR));
  });
  afterEach(async () => {
    await imported();
    await platform.stop();
  });

  /** Imports what is in the queue, as a worker does. Returns the messages. */
  const imported = async () => {
    const messages = (await taken(channel, queue)).map((text) => JSON.parse(text) as Message);
    for (const { content, work_id: workId } of messages)
      platform.import({ bundle: Buffer.from(content, 'base64').toString(), workId, isSplit: true });
    return messages;
  };

  /** The page's output, with the address of this broker in place of the page's. */
  const opened = async () => {
    const yaml = overBroker!.replace(HOST, platform.url).replace('5672', String(server.port));
    output = await outputOf(yaml.replace('rabbitmq.example.com', '127.0.0.1'));
    await output.prepare(NEVER);
    return output;
  };
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => ({ code: 'none', message: '' }),
      (thrown: unknown) => asSundialError(thrown),
    );

  it('sends each object as a message, after those to which it refers', async () => {
    expect(await (await opened()).replace!(SLICE, NEVER)).toEqual([]);
    const [work] = platform.works.values();
    const { expected } = work!;
    expect(work).toMatchObject({ processed: 0, inError: false });
    const messages = await imported();
    expect(messages).toHaveLength(expected);
    for (const { content, work_id: workId, ...message } of messages) {
      expect(message).toEqual({
        ...{ bundle_type: 'QUEUE_BUNDLE', applicant_id: '7a2f8b1c-0f4e-4a44-9a55-3c1a4f9f0f11' },
        ...{ action_sequence: expect.any(Number), entities_types: [], update: true, draft_id: null },
      });
      expect(workId).toBe(work!.id);
      const bundle = JSON.parse(Buffer.from(content, 'base64').toString());
      expect(bundle).toMatchObject({ type: 'bundle', objects: [{}] });
    }
    expect(work).toMatchObject({ expected, processed: expected, errors: [] });
    expect(platform.knowledge.received.checked).toBe(expected);
    expect(typesIn(platform.knowledge.objects.values())).toEqual(expect.arrayContaining(REPORT_TYPES));
  });

  it('waits while no queue gets the objects', async () => {
    await channel.unbindQueue(queue, EXCHANGE, routingOf(CONNECTOR));
    const failure = await failureOf((await opened()).replace!(SLICE, NEVER));
    expect(failure.code).toBe('broker-unrouted');
    expect([...platform.works.values()][0]).toMatchObject({ inError: true });
  });

  it('says that the broker refused the credentials, without them', async () => {
    platform.broker = { ...platform.broker, pass: 'hare-and-hounds' };
    const failure = await failureOf((await opened()).replace!(SLICE, NEVER));
    expect(failure.code).toBe('broker-auth');
    expect(failure.message).not.toMatch(/hare-and-hounds|correct-horse/);
  });

  it('continues with the credentials of a newer registration', async () => {
    platform.broker = { ...platform.broker, pass: 'hare-and-hounds' };
    const one = await opened();
    await failureOf(one.replace!(SLICE, NEVER));
    platform.broker = { ...platform.broker, pass: OWNER };
    platform.remove(CONNECTOR);
    expect(await one.replace!(SLICE, NEVER)).toEqual([]);
  });

  it('leaves out an object that the broker would not take', async () => {
    const { host: _, ...named } = platform.broker;
    const broker = { ...named, port: server.port, vhost: '/', tls: false, exchange: EXCHANGE };
    const registration = {
      ...{ userId: 'user', state: '' },
      broker: { ...broker, host: '127.0.0.1', password: OWNER, routingKey: routingOf(CONNECTOR) },
    };
    const expected: number[] = [];
    const way = new AmqpWay({
      platform: {
        expect: async (_id: string, number: number) => void expected.push(number),
      } as unknown as Platform,
      ...{
        registered: () => registration,
        output: 'cti',
        host: '',
        port: 0,
        caFile: '',
        seconds: 5,
        maxBytes: 2_000,
      },
    });
    const artifact = 'artifact--2cb81ee6-8f4a-5e4b-9a5c-6a8d4a4bbdd0';
    const objects = [
      { type: 'artifact', spec_version: '2.1', id: artifact, payload_bin: 'A'.repeat(2_000) },
      {
        type: 'ipv4-addr',
        spec_version: '2.1',
        id: 'ipv4-addr--8dded90c-40c0-545a-8027-5b212bb37e8e',
        value: '192.0.2.1',
      },
    ];
    requireValid(objects);
    const leftOut = await way.send(
      JSON.stringify({ type: 'bundle', id: 'bundle--1', objects }),
      2,
      'work',
      NEVER,
    );
    await way.close();
    expect(leftOut).toEqual([{ id: artifact, problem: expect.stringContaining('the broker takes 2000') }]);
    expect(expected).toEqual([1]);
    expect(await taken(channel, queue)).toHaveLength(1);
  });

  it('says that the broker is away', async () => {
    const yaml = overBroker!.replace(HOST, platform.url).replace('5672', '1');
    output = await outputOf(yaml.replace('rabbitmq.example.com', '127.0.0.1'));
    await output.prepare(NEVER);
    const failure = await failureOf(output.replace!(SLICE, NEVER));
    expect(failure.code).toBe('broker-unreachable');
    expect(failure.message).not.toContain(TOKEN);
  });
});

interface Message {
  readonly content: string;
  readonly work_id: string;
}
