// Declares the output to RabbitMQ and other brokers that speak AMQP 0-9-1: its options, and what it carries.
import type { EntryOptions } from '../../domain/source-entry.js';
import { BODY_OPTIONS, FORMAT_OPTIONS, formatGuarantee } from '../body/options.js';
import { BROKER_OPTIONS, PORT_OPTION, UNROUTED_OPTION, URL_OPTION } from '../broker/options.js';
import { outputKind } from '../declaration.js';

export const AMQP_OPTIONS = {
  ...BROKER_OPTIONS,
  url: {
    ...URL_OPTION,
    description:
      'The server as one URL, instead of host and port: amqp://USER:PASSWORD@HOST:PORT/VHOST, or amqps:// with encryption; a slash in the name of the virtual host is %2F. Secret, because it may contain a password. Keys of the output that are set, such as password, take precedence over its parts.',
    example: 'amqps://rabbitmq.example.com/security',
  },
  port: {
    ...PORT_OPTION,
    description: 'The port of the server; 0 = 5671 with tls and 5672 otherwise.',
    example: 5673,
  },
  vhost: {
    name: 'vhost',
    section: 'Outputs',
    type: 'string',
    description: 'The virtual host.',
    default: '/',
    example: 'security',
  },
  queue: {
    name: 'queue',
    section: 'Outputs',
    type: 'string',
    description:
      'The queue that gets all messages, created as a durable one if it is missing. Either queue or exchange has to be set.',
    default: '',
    example: 'sundial',
  },
  queue_type: {
    name: 'queue_type',
    section: 'Outputs',
    type: 'enum',
    values: ['quorum', 'classic'],
    description: 'The type of a queue that Sundial creates; an existing queue keeps its type.',
    default: 'quorum',
    example: 'classic',
  },
  exchange: {
    name: 'exchange',
    section: 'Outputs',
    type: 'string',
    description:
      'The template of the exchange that gets all messages, instead of queue. It has to exist, and decides with its bindings who receives what.',
    default: '',
    example: 'sundial',
  },
  routing_key: {
    name: 'routing_key',
    section: 'Outputs',
    type: 'string',
    description:
      'The template of the routing key of messages to an exchange. {kind} (event, finding or report), {state}, {type}, {date}, {list}, {country} and {asn} stand for those of the message.',
    default: 'sundial.{kind}.{type}',
    example: '{kind}.{country}.{type}',
  },
  unrouted: {
    ...UNROUTED_OPTION,
    description:
      'What happens to a message that no queue gets: wait = it is sent again until a queue gets it, refuse = it becomes a dead letter, discard = it is lost.',
  },
  ...BODY_OPTIONS,
  ...FORMAT_OPTIONS,
} as const satisfies EntryOptions;

export const AMQP_KIND = outputKind(
  { kind: 'amqp' },
  {
    description:
      'JSON messages to a queue or exchange of RabbitMQ, or of another broker that speaks AMQP 0-9-1.',
    entry: AMQP_OPTIONS,
    required: [],
    carries: ['events', 'findings', 'reports'],
    takes: 'changes',
    guarantee: formatGuarantee,
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./open.js')).openAmqp(entry, context),
  },
);
