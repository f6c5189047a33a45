// One producer of a Kafka cluster: the only file that knows the driver.
import type { Producer } from '@platformatic/kafka';
import type { Link } from '../broker/connection.js';
import { tlsOf } from '../broker/target.js';
import type { KafkaTarget } from './target.js';

export interface KafkaRecord {
  readonly topic: string;
  readonly key: string;
  /** undefined = a tombstone. */
  readonly value: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** Attempts of one request after the first: a partition moves to another broker within such pauses. */
const RETRIES = 2;
const RETRY_MS = 250;

export class KafkaLink implements Link {
  isOpen = false;

  private constructor(
    private readonly producer: Producer,
    private readonly target: KafkaTarget,
  ) {}

  static async make(target: KafkaTarget): Promise<KafkaLink> {
    const { Producer } = await import('@platformatic/kafka');
    const { brokers, username, password, mechanism, seconds, compression } = target;
    const tls = await tlsOf(target);
    const producer = new Producer({
      clientId: 'sundial',
      bootstrapBrokers: [...brokers],
      // All replicas in sync have to accept a batch; the brokers recognise a batch that the driver repeats.
      idempotent: true,
      ...{ retries: RETRIES, retryDelay: RETRY_MS, compression },
      ...{ connectTimeout: seconds * 1000, requestTimeout: seconds * 1000, timeout: seconds * 500 },
      ...(tls && { tls }),
      ...(username !== '' && {
        sasl: { mechanism: MECHANISMS[mechanism], username, password: password.reveal() },
      }),
    });
    return new KafkaLink(producer, target);
  }

  /** Signs in, and asks for the number by which brokers recognise repeated batches. */
  async open(): Promise<void> {
    await this.producer.initIdempotentProducer({});
    this.isOpen = true;
  }

  async send(records: readonly KafkaRecord[]): Promise<void> {
    await this.producer.send({
      messages: records.map(({ topic, key, value, headers }) => ({
        ...{ topic, key: Buffer.from(key) },
        ...(value !== undefined && { value: Buffer.from(value) }),
        headers: new Map(
          Object.entries(headers).map(([name, text]) => [Buffer.from(name), Buffer.from(text)]),
        ),
      })),
      autocreateTopics: this.target.createTopics,
    });
  }

  /** The number of brokers, and of the partitions of topics. */
  async describe(
    topics: readonly string[],
  ): Promise<{ readonly brokers: number; readonly partitions: readonly number[] }> {
    const metadata = await this.producer.metadata({ topics: [...topics], autocreateTopics: false });
    return {
      brokers: metadata.brokers.size,
      partitions: topics.map((topic) => metadata.topics.get(topic)?.partitionsCount ?? 0),
    };
  }

  async close(): Promise<void> {
    this.isOpen = false;
    await this.producer.close(true);
  }

  drop(): void {
    void this.close().catch(() => undefined);
  }
}

const MECHANISMS = {
  plain: 'PLAIN',
  'scram-sha-256': 'SCRAM-SHA-256',
  'scram-sha-512': 'SCRAM-SHA-512',
} as const;
