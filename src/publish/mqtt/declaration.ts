// Declares the output to MQTT brokers: its options, and what it carries.
import type { EntryOptions } from '../../domain/source-entry.js';
import { BODY_OPTIONS, FORMAT_OPTIONS, formatGuarantee } from '../body/options.js';
import { BROKER_OPTIONS, PORT_OPTION, UNROUTED_OPTION, URL_OPTION } from '../broker/options.js';
import { outputKind } from '../declaration.js';

export const MQTT_OPTIONS = {
  ...BROKER_OPTIONS,
  url: {
    ...URL_OPTION,
    description:
      'The broker as one URL, instead of host and port: mqtt://USER:PASSWORD@HOST:PORT, or mqtts:// with encryption. Secret, because it may contain a password. Keys of the output that are set, such as password, take precedence over its parts.',
    example: 'mqtts://mqtt.example.com',
  },
  port: {
    ...PORT_OPTION,
    description: 'The port of the server; 0 = 8883 with tls and 1883 otherwise.',
    example: 1884,
  },
  topic: {
    name: 'topic',
    section: 'Outputs',
    type: 'string',
    description:
      'The template of the topic. {kind} (event, finding or report), {state}, {type}, {date}, {list}, {country} and {asn} stand for those of the message.',
    default: 'sundial/{kind}/{type}',
    example: 'sundial/{kind}/{country}/{type}',
  },
  qos: {
    name: 'qos',
    section: 'Outputs',
    type: 'enum',
    values: ['1', '2'],
    description:
      'How the broker accepts a message: 1 = at least once, 2 = exactly once within a connection, with twice as many answers.',
    default: '1',
    example: '2',
  },
  version: {
    name: 'version',
    section: 'Outputs',
    type: 'enum',
    values: ['5', '3.1.1'],
    description:
      'The version of MQTT. With 3.1.1, a broker cannot say that it discards a message, because a right is missing or nobody subscribes.',
    default: '5',
    example: '3.1.1',
  },
  client_id: {
    name: 'client_id',
    section: 'Outputs',
    type: 'string',
    description:
      'The client identifier, if the broker requires one; two connections with the same one end each other. Empty = a new one for each connection.',
    default: '',
    example: 'sundial-1',
  },
  unrouted: {
    ...UNROUTED_OPTION,
    description:
      'What happens to a message whose topic has no subscriber, if the broker says so (MQTT 5; Mosquitto only with qos 1): wait = it is sent again until there is one, refuse = it becomes a dead letter, discard = it is lost.',
  },
  ...BODY_OPTIONS,
  ...FORMAT_OPTIONS,
} as const satisfies EntryOptions;

export const MQTT_KIND = outputKind(
  { kind: 'mqtt' },
  {
    description: 'JSON messages to topics of an MQTT broker.',
    entry: MQTT_OPTIONS,
    required: [],
    carries: ['events', 'findings', 'reports'],
    takes: 'changes',
    guarantee: formatGuarantee,
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./open.js')).openMqtt(entry, context),
  },
);
