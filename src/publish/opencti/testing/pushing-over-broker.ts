// The tests of pushing to OpenCTI over a real RabbitMQ, with a double of the platform and the configuration of the page.
import type { ConfirmChannel } from 'amqplib';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asSundialError } from '../../../domain/errors.js';
import { requireValid } from '../../../mapping/stix/testing/validate.js';
import { PASSWORD as OWNER, taken, USER } from '../../amqp/testing/rabbitmq.js';
import { blocksOf, outputOf, PASSWORD } from '../../broker/testing/configured.js';
import type { Output } from '../../output.js';
import { NEVER } from '../../testing/events.js';
import { AmqpWay } from '../amqp-way.js';
import type { Platform } from '../platform.js';
import { CONNECTOR, HOST, REPORT_TYPES, SLICE, typesIn } from './page.js';
import { EXCHANGE, OpenctiDouble, routingOf, TOKEN } from './platform.js';

const [, overBroker] = blocksOf('opencti.md', 'yaml');

/** @param broker a running broker: its port, and a connection */
export function testPushingOverBroker(
  broker: () => { readonly port: number; readonly channel: ConfirmChannel },
): void {
  describe('pushing to OpenCTI over RabbitMQ', () => {
    let output: Output | undefined;
    let platform: OpenctiDouble;
    const queue = `push_${CONNECTOR}`;

    beforeAll(async () => {
      const { channel } = broker();
      await channel.assertExchange(EXCHANGE, 'direct');
      await channel.assertQueue(queue);
    });
    beforeEach(async () => {
      platform = await OpenctiDouble.start(
        { host: 'broker.invalid', port: 1, user: USER, pass: OWNER },
        PASSWORD,
      );
      await broker().channel.bindQueue(queue, EXCHANGE, routingOf(CONNECTOR));
    });
    afterEach(async () => {
      await output?.close();
      output = undefined;
      await imported();
      await platform.stop();
    });

    /** Imports what is in the queue, as a worker does. Returns the messages. */
    const imported = async () => {
      const messages = (await taken(broker().channel, queue)).map((text) => JSON.parse(text) as Message);
      for (const { content, work_id: workId } of messages)
        platform.import({ bundle: Buffer.from(content, 'base64').toString(), workId, isSplit: true });
      return messages;
    };

    /** The page's output, with the address of this broker in place of the page's. */
    const opened = async () => {
      const yaml = overBroker!.replace(HOST, platform.url).replace('5672', String(broker().port));
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
      await broker().channel.unbindQueue(queue, EXCHANGE, routingOf(CONNECTOR));
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
      const registration = {
        ...{ userId: 'user', state: '' },
        broker: {
          ...{ ...named, port: broker().port, vhost: '/', tls: false, exchange: EXCHANGE },
          ...{ host: '127.0.0.1' },
          password: OWNER,
          routingKey: routingOf(CONNECTOR),
        },
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
      expect(await taken(broker().channel, queue)).toHaveLength(1);
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
}

interface Message {
  readonly content: string;
  readonly work_id: string;
}
