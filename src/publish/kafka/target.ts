// The cluster of an output to Kafka, from the options of its entry.
import { SundialError } from '../../domain/errors.js';
import type { OutputEntry } from '../../domain/output-entry.js';
import type { EntryValues } from '../../domain/source-entry.js';
import type { BrokerTarget } from '../broker/target.js';
import type { KAFKA_OPTIONS } from './declaration.js';

export type KafkaEntry = OutputEntry<EntryValues<typeof KAFKA_OPTIONS>>;

export interface KafkaTarget extends BrokerTarget {
  readonly brokers: readonly { readonly host: string; readonly port: number }[];
  readonly mechanism: KafkaEntry['values']['mechanism'];
  readonly createTopics: boolean;
  readonly compression: KafkaEntry['values']['compression'];
}

const PORT = 9092;

/** @throws SundialError `output-setting` for brokers that are no addresses */
export function kafkaTarget({ name, values }: KafkaEntry): KafkaTarget {
  const brokers = values.brokers.map((text) => brokerOf(text, name));
  const { host, port } = brokers[0]!;
  const { username, password, tls, ca_file: caFile, timeout: seconds, max_bytes: maxBytes } = values;
  const { mechanism, create_topics: createTopics, compression } = values;
  return {
    ...{ brokers, host, port, username, password, tls, caFile, seconds, maxBytes },
    ...{ mechanism, createTopics, compression },
    what: `output ${name} (Kafka at ${host}:${port})`,
  };
}

/** A name or address with an optional port; an IPv6 address with a port has brackets. */
function brokerOf(text: string, output: string): KafkaTarget['brokers'][number] {
  const [, bracketed, plain, port] = /^(?:\[([\da-f:.]+)\]|([^\s:/@[\]]+))(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = port === undefined ? PORT : Number(port);
  if (host !== undefined && number > 0 && number < 65_536) return { host, port: number };
  throw new SundialError('output-setting', {
    ...{ output, key: 'brokers', problem: 'has an entry that is no address' },
    expected: 'HOST:PORT, such as kafka-1.example.com:9092 or [2001:db8::1]:9092',
  });
}
