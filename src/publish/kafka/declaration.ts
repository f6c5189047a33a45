// Declares the output to Kafka: its brokers, topics, keys and sign-in, and what it carries.
import { LIMITS } from '../../domain/limits.js';
import type { EntryOptions } from '../../domain/source-entry.js';
import { BODY_OPTIONS, FORMAT_OPTIONS, formatGuarantee } from '../body/options.js';
import { BROKER_OPTIONS } from '../broker/options.js';
import { outputKind } from '../declaration.js';

const { username, password, tls, ca_file, timeout } = BROKER_OPTIONS;

export const KAFKA_OPTIONS = {
  brokers: {
    name: 'brokers',
    section: 'Outputs',
    type: 'list',
    description:
      'Some brokers of the cluster, as HOST:PORT; the others are learned from these. Without a port, 9092.',
    default: [],
    example: ['kafka-1.example.com:9092', 'kafka-2.example.com:9092'],
  },
  topic: {
    name: 'topic',
    section: 'Outputs',
    type: 'string',
    description:
      'The template of the topic. {kind} (event, finding or report), {state}, {type}, {date}, {list}, {country} and {asn} stand for those of the message; characters that no topic can have become _.',
    default: 'sundial-{kind}s',
    example: 'shadowserver.{type}',
  },
  key: {
    name: 'key',
    section: 'Outputs',
    type: 'string',
    description:
      'The template of the key, which chooses the partition: messages with equal keys stay in order. Besides the places of topic, {key} stands for the event, the finding or the report that a message is about.',
    default: '{key}',
    example: '{type}-{date}',
  },
  create_topics: {
    name: 'create_topics',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether missing topics are created with the defaults of the cluster, if the cluster permits that (auto.create.topics.enable).',
    default: false,
    example: true,
  },
  tombstones: {
    name: 'tombstones',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether a withdrawn event is sent as a key without a value, so that a compacted topic forgets the event.',
    default: false,
    example: true,
  },
  compression: {
    name: 'compression',
    section: 'Outputs',
    type: 'enum',
    values: ['none', 'gzip'],
    description: 'How batches are compressed.',
    default: 'none',
    example: 'gzip',
  },
  ...{ username, password },
  mechanism: {
    name: 'mechanism',
    section: 'Outputs',
    type: 'enum',
    values: ['plain', 'scram-sha-256', 'scram-sha-512'],
    description: 'How the user signs in (SASL); without username, nothing signs in.',
    default: 'scram-sha-512',
    example: 'plain',
  },
  ...{ tls, ca_file, timeout },
  max_bytes: {
    ...BROKER_OPTIONS.max_bytes,
    description:
      'The largest batch in bytes, and so the largest message; a larger one becomes a dead letter. Set it below message.max.bytes of the cluster, or max.message.bytes of the topic.',
    default: LIMITS.kafkaBatchBytes,
    example: 8_000_000,
  },
  ...BODY_OPTIONS,
  ...FORMAT_OPTIONS,
} as const satisfies EntryOptions;

export const KAFKA_KIND = outputKind(
  { kind: 'kafka' },
  {
    description: 'JSON messages in topics of a Kafka cluster.',
    entry: KAFKA_OPTIONS,
    required: ['brokers'],
    carries: ['events', 'findings', 'reports'],
    takes: 'changes',
    guarantee: formatGuarantee,
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./open.js')).openKafka(entry, context),
  },
);
