// One connection to an MQTT broker.
import { randomUUID } from 'node:crypto';
import type { IConnackPacket, MqttClient, Packet } from 'mqtt';
import { LIMITS } from '../../domain/limits.js';
import type { Link } from '../broker/connection.js';
import { type BrokerTarget, tlsOf } from '../broker/target.js';

export interface MqttMessage {
  readonly id: string;
  readonly topic: string;
  readonly content: Buffer;
}

/** How to speak to the broker. */
export interface MqttManner {
  readonly qos: 1 | 2;
  readonly version: 4 | 5;
  readonly clientId: string;
}

/** MQTT 5, section 3.4.2.1: the broker accepted a message, and discards it. */
const NO_SUBSCRIBERS = 0x10;

const KEEP_ALIVE_SECONDS = 30;

export class MqttLink implements Link {
  private capabilities: IConnackPacket['properties'];
  /** The numbers of messages that have no subscriber. */
  private readonly unheard = new Set<number>();
  private readonly failed: Promise<never>;
  private fail: (reason: Error) => void = () => {};

  private constructor(
    private readonly client: MqttClient,
    private readonly qos: 1 | 2,
  ) {
    this.failed = new Promise((_, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => {});
    client.on('error', (error) => this.fail(error));
    client.on('close', () => this.fail(new Error('the connection was closed')));
    client.on('disconnect', ({ reasonCode }) =>
      this.fail(new Error(`the broker ended it with reason ${reasonCode}`)),
    );
    client.on('packetreceive', (packet) => this.note(packet));
  }

  static async make(target: BrokerTarget, { qos, version, clientId }: MqttManner): Promise<MqttLink> {
    const { connect } = (await import('mqtt')).default;
    const { host, port, username, password, seconds, tls } = target;
    const secret = password.reveal();
    const client = connect({
      ...{ protocol: tls ? 'mqtts' : 'mqtt', host, port, protocolVersion: version, clean: true },
      ...{ clientId: clientId || `sundial-${randomUUID()}`, keepalive: KEEP_ALIVE_SECONDS },
      ...(username !== '' && { username }),
      ...(secret !== '' && { password: secret }),
      ...(await tlsOf(target)),
      // The engine of outputs tries again.
      ...{ manualConnect: true, reconnectPeriod: 0, connectTimeout: seconds * 1000, resubscribe: false },
    });
    return new MqttLink(client, qos);
  }

  get isOpen(): boolean {
    return this.client.connected;
  }

  async open(): Promise<void> {
    const accepted = new Promise<void>((resolve) => {
      this.client.once('connect', ({ properties }) => {
        this.capabilities = properties;
        resolve();
      });
    });
    this.client.connect();
    await Promise.race([accepted, this.failed]);
  }

  /** The highest quality of service that the broker offers. */
  get maximumQos(): number {
    return this.capabilities?.maximumQoS ?? 2;
  }

  /** The largest packet that the broker takes; infinite if it names none. */
  get maximumBytes(): number {
    return this.capabilities?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
  }

  /** Sends messages in their order and waits until all are accepted. Returns the ids of those without a subscriber. */
  async publish(messages: readonly MqttMessage[]): Promise<ReadonlySet<string>> {
    const unheard = new Set<string>();
    const size = Math.min(this.capabilities?.receiveMaximum ?? LIMITS.mqttInFlight, LIMITS.mqttInFlight);
    const waiting: Promise<void>[] = [];
    for (const message of messages) {
      if (waiting.length >= size) await Promise.race([waiting.shift(), this.failed]);
      waiting.push(
        this.send(message).then((isHeard) => {
          if (!isHeard) unheard.add(message.id);
        }),
      );
    }
    await Promise.race([Promise.all(waiting), this.failed]);
    return unheard;
  }

  async close(): Promise<void> {
    await this.client.endAsync();
  }

  drop(): void {
    this.client.end(true);
  }

  /** Whether the message has a subscriber, as far as the broker says so. */
  private async send({ topic, content }: MqttMessage): Promise<boolean> {
    const properties = { contentType: 'application/json', payloadFormatIndicator: true };
    const answer = await this.client.publishAsync(topic, content, {
      qos: this.qos,
      ...(this.client.options.protocolVersion === 5 && { properties }),
    });
    return !this.unheard.delete(answer?.messageId ?? 0);
  }

  /** The driver passes on only the last answer to a message, and with QoS 2 the first one says it. */
  private note(packet: Packet): void {
    if (packet.cmd !== 'puback' && packet.cmd !== 'pubrec') return;
    if (packet.reasonCode === NO_SUBSCRIBERS) this.unheard.add(packet.messageId!);
  }
}
