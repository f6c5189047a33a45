// Puts objects into the connector's queue at the platform's broker, with the credentials of the registration: one object a
// message, as the reference client does (pycti 6.8.10, connector/opencti_connector_helper.py, _send_bundle).
import { SundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import { asAmqpError } from '../amqp/failure.js';
import { AmqpLink } from '../amqp/link.js';
import type { AmqpMessage } from '../amqp/message.js';
import { BrokerConnection } from '../broker/connection.js';
import type { BrokerTarget } from '../broker/target.js';
import type { Broker, Platform, Registration } from './platform.js';
import type { Way } from './platform-target.js';
import type { LeftOut } from './target.js';

export interface AmqpParts {
  readonly platform: Platform;
  /** The current registration. */
  readonly registered: () => Registration;
  /** The name of the output. */
  readonly output: string;
  /** Replace parts of the registration; '' and 0 = as registered. */
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
  /** Time limit of one bundle. */
  readonly seconds: number;
  readonly maxBytes: number;
}

interface StixObject {
  readonly id: string;
  readonly [property: string]: unknown;
}

export class AmqpWay implements Way {
  private connected: { readonly key: string; readonly link: BrokerConnection<AmqpLink> } | undefined;

  constructor(private readonly parts: AmqpParts) {}

  async send(
    bundle: string,
    _objects: number,
    workId: string,
    signal: AbortSignal,
  ): Promise<readonly LeftOut[]> {
    const { platform, maxBytes } = this.parts;
    const { userId } = this.parts.registered();
    const broker = this.broker();
    const all = messagesOf(bundle, { broker, userId, workId });
    const messages = all.filter(({ content }) => content.length <= maxBytes);
    if (messages.length > 0) {
      await platform.expect(workId, messages.length, signal);
      await this.publish(messages, broker, signal);
    }
    return all
      .filter(({ content }) => content.length > maxBytes)
      .map(({ id, content }) => ({
        id,
        problem: `its message has ${content.length} bytes, but the broker takes ${maxBytes}`,
      }));
  }

  async close(): Promise<void> {
    await this.connected?.link.close();
  }

  private async publish(
    messages: readonly AmqpMessage[],
    broker: Broker,
    signal: AbortSignal,
  ): Promise<void> {
    const link = await this.link(broker);
    const returned = await link.run(signal, (open) => open.publish(messages, true));
    if (returned.size === 0) return;
    throw new SundialError('broker-unrouted', {
      ...{ what: link.target.what, receivers: 'there is no queue' },
      place: `exchange ${broker.exchange} with routing key ${broker.routingKey}`,
      advice: 'check on the platform that the connector exists, and reset it',
    });
  }

  private broker(): Broker {
    const { broker } = this.parts.registered();
    if (!broker) throw new SundialError('opencti-broker-missing', { what: `output ${this.parts.output}` });
    const { host, port } = this.parts;
    return { ...broker, host: host || broker.host, port: port || broker.port };
  }

  /** The connection, made anew when a registration names another broker or other credentials. */
  private async link(broker: Broker): Promise<BrokerConnection<AmqpLink>> {
    const { host, port, vhost, tls, user, password } = broker;
    const key = JSON.stringify([host, port, vhost, tls, user, password]);
    if (this.connected?.key !== key) {
      await this.connected?.link.close();
      const target = this.targetOf(broker);
      const link = new BrokerConnection(target, async () => new AmqpLink(target, vhost), asAmqpError);
      this.connected = { key, link };
    }
    return this.connected.link;
  }

  private targetOf({ host, port, tls, user: username, password }: Broker): BrokerTarget {
    const { output, caFile, seconds, maxBytes } = this.parts;
    return {
      ...{ host, port, username, password: new Secret(password), tls, caFile, seconds, maxBytes },
      what: `output ${output} (broker of OpenCTI at ${host}:${port})`,
    };
  }
}

/** One message for each object, in the order of the bundle: an object comes after those to which it refers. */
function messagesOf(
  bundle: string,
  { broker, userId, workId }: { readonly broker: Broker; readonly userId: string; readonly workId: string },
): AmqpMessage[] {
  const { id, objects } = JSON.parse(bundle) as { id: string; objects: StixObject[] };
  return objects.map((object, at) => {
    const part = { type: 'bundle', id, spec_version: '2.1', x_opencti_seq: at + 1, objects: [object] };
    const message = {
      ...{ bundle_type: 'QUEUE_BUNDLE', applicant_id: userId, action_sequence: at + 1 },
      ...{ entities_types: [], update: true, draft_id: null, work_id: workId },
      content: Buffer.from(JSON.stringify(part)).toString('base64'),
    };
    return {
      ...{ id: object.id, exchange: broker.exchange, routingKey: broker.routingKey },
      content: Buffer.from(JSON.stringify(message)),
      properties: {
        ...{ messageId: object.id, persistent: true, contentEncoding: 'utf-8', appId: 'sundial' },
      },
    };
  });
}
