// Checks that the queue or the exchange exists, and describes it; also creates a missing queue, but only when asked to.
import type { Replies } from 'amqplib';
import type { BrokerTarget } from '../broker/target.js';
import type { OutputView } from '../output.js';
import type { AmqpEntry } from './entry.js';
import type { AmqpLink } from './link.js';

type Options = AmqpEntry['values'];

export async function describeBroker(
  link: AmqpLink,
  { queue, exchange, vhost }: Options,
  { host, username, tls }: BrokerTarget,
): Promise<OutputView> {
  const [place, state] =
    queue === ''
      ? [`exchange ${exchange}`, await exchangeState(link, exchange)]
      : [`queue ${queue}`, await queueState(link, queue)];
  return {
    sentence: `${username || 'guest'} may use virtual host ${vhost} at ${host}; messages are sent to ${place}`,
    facts: [
      ['server', link.product],
      ['encryption', tls ? 'TLS' : 'none'],
      [place, state],
    ],
  };
}

/** Creates a durable queue if there is none. */
export async function createQueue(link: AmqpLink, queue: string, type: Options['queue_type']): Promise<void> {
  if (await existing(link, queue)) return;
  await link.withChannel((channel) =>
    channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': type } }),
  );
}

async function queueState(link: AmqpLink, queue: string): Promise<string> {
  const found = await existing(link, queue);
  if (!found) return 'will be created';
  return `exists; ${found.messageCount} messages wait, ${found.consumerCount} consumers read`;
}

async function exchangeState(link: AmqpLink, exchange: string): Promise<string> {
  if (exchange.includes('{')) return 'depends on the message';
  await link.withChannel((channel) => channel.checkExchange(exchange));
  return 'exists';
}

async function existing(link: AmqpLink, queue: string): Promise<Replies.AssertQueue | undefined> {
  try {
    return await link.withChannel((channel) => channel.checkQueue(queue));
  } catch (thrown) {
    if ((thrown as { readonly code?: unknown }).code === 404) return undefined;
    throw thrown;
  }
}
