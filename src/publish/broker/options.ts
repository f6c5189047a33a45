// Declares the options that every output to a broker has: its server, the sign-in, encryption and limits.
import { LIMITS } from '../../domain/limits.js';
import type { EntryOptions } from '../../domain/source-entry.js';

export const BROKER_OPTIONS = {
  host: {
    name: 'host',
    section: 'Outputs',
    type: 'string',
    description: 'The name or address of the server.',
    default: '127.0.0.1',
    example: 'broker.example.com',
  },
  username: {
    name: 'username',
    section: 'Outputs',
    type: 'string',
    description: 'The name with which Sundial signs in; empty = the default of the server.',
    default: '',
    example: 'sundial',
  },
  password: {
    name: 'password',
    section: 'Outputs',
    type: 'string',
    secret: true,
    description: 'The password of that user.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  tls: {
    name: 'tls',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether the connection is encrypted; the certificate of the server has to be valid. Without encryption, others in the network can read the password and all messages.',
    default: false,
    example: true,
  },
  ca_file: {
    name: 'ca_file',
    section: 'Outputs',
    type: 'path',
    description:
      'A PEM file with the certificates to trust for the server, instead of the usual certificates.',
    default: '',
    example: '/etc/ssl/example-ca.pem',
  },
  timeout: {
    name: 'timeout',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 600,
    description: 'Seconds for one batch, including the connection if there is none yet.',
    default: LIMITS.brokerSeconds,
    example: 120,
  },
  max_bytes: {
    name: 'max_bytes',
    section: 'Outputs',
    type: 'integer',
    min: 1_024,
    max: 512 * 1024 * 1024,
    description:
      'The largest message in bytes; a larger one becomes a dead letter. Set it to the limit of the server, because most servers close the connection when a larger message arrives.',
    default: LIMITS.brokerMessageBytes,
    example: 1_048_576,
  },
} as const satisfies EntryOptions;

/** The address of a broker as one URL, without its description and example. */
export const URL_OPTION = {
  name: 'url',
  section: 'Outputs',
  type: 'string',
  secret: true,
  default: '',
} as const;

/** The port of a broker, without its description and example. */
export const PORT_OPTION = {
  name: 'port',
  section: 'Outputs',
  type: 'integer',
  min: 0,
  max: 65_535,
  default: 0,
} as const;

/** What happens to messages that nothing receives, without its description. */
export const UNROUTED_OPTION = {
  name: 'unrouted',
  section: 'Outputs',
  type: 'enum',
  values: ['wait', 'refuse', 'discard'],
  default: 'wait',
  example: 'discard',
} as const;
