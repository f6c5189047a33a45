// The output to MQTT brokers: publishes messages and waits until the broker has accepted them.
import { SundialError } from '../../domain/errors.js';
import { bodiesOf } from '../body/body.js';
import { type BodyForm, bodyForm } from '../body/form.js';
import { BrokerConnection } from '../broker/connection.js';
import { others, refusal, tooLarge } from '../broker/refusal.js';
import { type BrokerTarget, brokerTarget } from '../broker/target.js';
import { checkTemplate } from '../broker/template.js';
import { type BrokerUrl, withUrl } from '../broker/url.js';
import type { Batch, Output, OutputView, Refusal } from '../output.js';
import type { OutputContext } from '../output-context.js';
import type { MqttEntry } from './entry.js';
import { asMqttError } from './failure.js';
import { MqttLink, type MqttManner, type MqttMessage } from './link.js';
import { isTooLong, mqttMessage } from './message.js';

const PRODUCT = { name: 'MQTT', port: 1883, tlsPort: 8883 } as const;

/** Room for the fixed part of a packet and its properties, besides topic and content. */
const PACKET_BYTES = 64;

const URLS: BrokerUrl<MqttEntry['values']> = {
  ...{ scheme: 'mqtt', tlsScheme: 'mqtts', example: 'mqtts://mqtt.example.com' },
  placeOf: () => undefined,
};

/** Opens the output without connecting. @throws SundialError `output-setting`, `record-map`, `record-field` */
export async function openMqtt(configured: MqttEntry, context: OutputContext): Promise<Output> {
  const entry = withUrl(configured, URLS);
  const { name, values } = entry;
  checkTemplate(name, 'topic', values.topic);
  if (/[+#]/.test(values.topic) || values.topic.startsWith('$'))
    throw new SundialError('output-setting', {
      ...{ output: name, key: 'topic', problem: 'has a wildcard, or begins with $' },
      expected: 'a topic without + and #, such as sundial/{kind}/{type}',
    });
  const form = await bodyForm(entry, context);
  return new MqttOutput(values, brokerTarget(entry, PRODUCT), form);
}

class MqttOutput implements Output {
  private readonly connection: BrokerConnection<MqttLink>;

  constructor(
    private readonly options: MqttEntry['values'],
    private readonly target: BrokerTarget,
    private readonly form: BodyForm,
  ) {
    const manner = mannerOf(options);
    this.connection = new BrokerConnection(target, () => MqttLink.make(target, manner), asMqttError);
  }

  check(signal: AbortSignal): Promise<OutputView> {
    const { host, username, tls } = this.target;
    const { topic, qos, version } = this.options;
    return this.connection.run(signal, async (link) => {
      this.requireQos(link);
      return {
        sentence: `${username || 'an anonymous client'} may connect to ${host}; messages are sent to topic ${topic}`,
        facts: [
          ['encryption', tls ? 'TLS' : 'none'],
          ['version', `MQTT ${version}`],
          ['quality of service', qos],
          ['right to publish', 'unknown until a message is sent'],
        ],
      };
    });
  }

  async prepare(): Promise<void> {}

  async deliver(batch: Batch, signal: AbortSignal): Promise<Refusal[]> {
    const { options, target } = this;
    const bodies = bodiesOf(batch, this.form);
    const messages = new Map(bodies.map((body) => [body.id, mqttMessage(body, options.topic)]));
    return this.connection.run(signal, async (link) => {
      this.requireQos(link);
      const room = link.maximumBytes - PACKET_BYTES;
      const long = bodies.filter(({ id }) => isTooLong(messages.get(id)!));
      const refused = [
        ...tooLarge(target, bodies, (body) =>
          Math.min(target.maxBytes, room - Buffer.byteLength(messages.get(body.id)!.topic)),
        ),
        ...long.map((body) => refusal(target, body, 'its topic is too long', 'shorten topic of the output')),
      ];
      const sent = others(bodies, refused);
      const unheard = await link.publish(sent.map(({ id }) => messages.get(id)!));
      return [
        ...refused,
        ...this.unrouted(
          sent.filter(({ id }) => unheard.has(id)),
          messages,
        ),
      ];
    });
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  /** @throws SundialError `broker-unrouted` if the messages have to wait */
  private unrouted(
    bodies: Parameters<typeof others>[0],
    messages: ReadonlyMap<string, MqttMessage>,
  ): Refusal[] {
    const [first] = bodies;
    if (!first || this.options.unrouted === 'discard') return [];
    const advice = 'subscribe with a session that the broker keeps, or set unrouted of the output';
    if (this.options.unrouted === 'refuse')
      return bodies.map((body) => refusal(this.target, body, 'its topic has no subscriber', advice));
    throw new SundialError('broker-unrouted', {
      ...{ what: this.target.what, receivers: 'there is no subscriber', advice },
      place: `topic ${messages.get(first.id)!.topic}`,
    });
  }

  /** @throws SundialError `broker-refused` */
  private requireQos({ maximumQos }: MqttLink): void {
    if (Number(this.options.qos) <= maximumQos) return;
    throw new SundialError('broker-refused', {
      ...{ what: this.target.what, problem: `it offers no more than QoS ${maximumQos}` },
      advice: 'set qos of the output, or the limit of the broker',
    });
  }
}

function mannerOf({ qos, version, client_id }: MqttEntry['values']): MqttManner {
  return { qos: qos === '1' ? 1 : 2, version: version === '5' ? 5 : 4, clientId: client_id };
}
