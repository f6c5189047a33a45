// The output to OpenCTI over a real RabbitMQ for the contract test of outputs, with a double of the platform.
import type { ConfirmChannel } from 'amqplib';
import { Secret } from '../../../domain/secret.js';
import { PASSWORD, taken, USER } from '../../amqp/testing/rabbitmq.js';
import type { OutputContract } from '../../testing/output-contract.js';
import { type TroubledProxy, troubleOf } from '../../testing/troubled-proxy.js';
import { OPENCTI_KIND } from '../declaration.js';
import { EXCHANGE, OpenctiDouble, routingOf, TOKEN } from './platform.js';
import { RowsHeld } from './rows-held.js';

/** @param broker the way to the broker, and a connection past it */
export function openctiOverAmqp(
  broker: () => { readonly proxy: TroubledProxy; readonly channel: ConfirmChannel },
): OutputContract {
  const rows = new RowsHeld();
  let made = 0;
  return {
    kind: rows.watching(OPENCTI_KIND),
    secrets: [TOKEN, PASSWORD],
    // With the output that sends by the platform's API.
    shares: ['format', 'withdrawal'],
    make: async () => {
      const { proxy, channel } = broker();
      const platform = await OpenctiDouble.start({
        ...{ host: '127.0.0.1', port: proxy.port, user: USER, pass: PASSWORD },
      });
      const id = `5f8c1a52-3a5e-4c7e-9d1b-${String(++made).padStart(12, '0')}`;
      const queue = `push_${id}`;
      await channel.assertExchange(EXCHANGE, 'direct');
      await channel.assertQueue(queue);
      const bind = () => channel.bindQueue(queue, EXCHANGE, routingOf(id));
      await bind();
      const way = troubleOf(proxy);
      const mend = async () => {
        await way.mend();
        await bind();
      };
      return {
        values: {
          ...{ url: platform.url, token: new Secret(TOKEN), timeout: 3 },
          ...{ push_by: 'amqp', connector_id: id },
        },
        // What workers of the platform take out of the queue.
        held: async () => {
          for (const text of await taken(channel, queue)) {
            const { content, work_id: workId } = JSON.parse(text) as Readonly<Record<string, string>>;
            platform.import({
              bundle: Buffer.from(content!, 'base64').toString(),
              workId: workId!,
              isSplit: true,
            });
          }
          return rows.in(platform.knowledge.objects.values());
        },
        trouble: {
          ...way.trouble,
          error: async () => {
            await channel.unbindQueue(queue, EXCHANGE, routingOf(id));
          },
        },
        mend,
        close: async () => {
          await mend();
          await platform.stop();
        },
      };
    },
  };
}
