// The output to brokers that speak AMQP 0-9-1, such as RabbitMQ: publishes messages and waits until they are confirmed.
import { SundialError } from '../../domain/errors.js';
import { type Body, bodiesOf } from '../body/body.js';
import { type BodyForm, bodyForm } from '../body/form.js';
import { BrokerConnection } from '../broker/connection.js';
import { others, refusal, tooLarge } from '../broker/refusal.js';
import { type BrokerTarget, brokerTarget } from '../broker/target.js';
import { checkTemplate } from '../broker/template.js';
import { type BrokerUrl, withUrl } from '../broker/url.js';
import type { Batch, Output, OutputView, Refusal } from '../output.js';
import type { OutputContext } from '../output-context.js';
import { AMQP_OPTIONS } from './declaration.js';
import { createQueue, describeBroker } from './describe.js';
import type { AmqpEntry } from './entry.js';
import { asAmqpError } from './failure.js';
import { AmqpLink } from './link.js';
import { type AmqpMessage, amqpMessage, tooLongName, type Way } from './message.js';

const PRODUCT = { name: 'AMQP', port: 5672, tlsPort: 5671 } as const;

const URLS: BrokerUrl<AmqpEntry['values']> = {
  ...{ scheme: 'amqp', tlsScheme: 'amqps', example: 'amqps://rabbitmq.example.com/security' },
  placeOf: (path, { vhost }) => ({ vhost: vhost === AMQP_OPTIONS.vhost.default ? path : vhost }),
};

/** Opens the output without connecting. @throws SundialError `output-setting`, `record-map`, `record-field` */
export async function openAmqp(configured: AmqpEntry, context: OutputContext): Promise<Output> {
  const entry = withUrl(configured, URLS);
  const { name, values } = entry;
  checkTemplate(name, 'exchange', values.exchange);
  checkTemplate(name, 'routing_key', values.routing_key);
  const form = await bodyForm(entry, context);
  if ((values.queue === '') === (values.exchange === ''))
    throw new SundialError('output-setting', {
      ...{
        output: name,
        key: 'queue',
        problem: `and exchange are ${values.queue === '' ? 'missing' : 'both set'}`,
      },
      expected: 'one of them',
    });
  return new AmqpOutput(values, brokerTarget(entry, PRODUCT), form);
}

class AmqpOutput implements Output {
  private readonly connection: BrokerConnection<AmqpLink>;
  private readonly way: Way;

  constructor(
    private readonly options: AmqpEntry['values'],
    private readonly target: BrokerTarget,
    private readonly form: BodyForm,
  ) {
    const { vhost, queue, exchange, routing_key } = options;
    this.connection = new BrokerConnection(target, async () => new AmqpLink(target, vhost), asAmqpError);
    this.way = queue === '' ? { exchange, routingKey: routing_key } : { queue };
  }

  check(signal: AbortSignal): Promise<OutputView> {
    return this.connection.run(signal, (link) => describeBroker(link, this.options, this.target));
  }

  async prepare(signal: AbortSignal): Promise<void> {
    const { queue, queue_type } = this.options;
    if (queue !== '') await this.connection.run(signal, (link) => createQueue(link, queue, queue_type));
  }

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const bodies = bodiesOf(batch, this.form);
    const messages = new Map(bodies.map((body) => [body.id, amqpMessage(body, this.way)]));
    const refused = [...tooLarge(this.target, bodies), ...this.tooLong(bodies, messages)];
    const sent = others(bodies, refused).map(({ id }) => messages.get(id)!);
    if (sent.length === 0) return refused;
    const { unrouted } = this.options;
    const returned = await this.connection.run(signal, (link) => link.publish(sent, unrouted !== 'discard'));
    const lost = bodies.filter(({ id }) => returned.has(messages.get(id)!.properties.messageId));
    if (lost.length > 0 && unrouted === 'wait') throw this.unrouted(messages.get(lost[0]!.id)!);
    const advice = 'bind a queue to the exchange, or set unrouted of the output';
    return [...refused, ...lost.map((body) => refusal(this.target, body, 'no queue gets it', advice))];
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private tooLong(bodies: readonly Body[], messages: ReadonlyMap<string, AmqpMessage>): Refusal[] {
    return bodies.flatMap((body) => {
      const name = tooLongName(messages.get(body.id)!);
      if (name === undefined) return [];
      const problem = `the name ${name.slice(0, 100)}... is longer than 255 bytes`;
      return [refusal(this.target, body, problem, 'shorten exchange or routing_key of the output')];
    });
  }

  private unrouted({ exchange, routingKey }: AmqpMessage): SundialError {
    const place =
      'queue' in this.way ? `queue ${routingKey}` : `exchange ${exchange} with routing key ${routingKey}`;
    return new SundialError('broker-unrouted', {
      ...{ what: this.target.what, receivers: 'there is no queue', place },
      advice: 'create or bind a queue, or set unrouted of the output',
    });
  }
}
