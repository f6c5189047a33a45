// Declares the output to Redis: its options, and what it carries.
import type { EntryOptions } from '../../domain/source-entry.js';
import { BODY_OPTIONS, FORMAT_OPTIONS, formatGuarantee } from '../body/options.js';
import { BROKER_OPTIONS, PORT_OPTION, URL_OPTION } from '../broker/options.js';
import { outputKind } from '../declaration.js';

export const REDIS_OPTIONS = {
  ...BROKER_OPTIONS,
  url: {
    ...URL_OPTION,
    description:
      'The server as one URL, instead of host and port: redis://USER:PASSWORD@HOST:PORT/DATABASE, or rediss:// with encryption. Secret, because it may contain a password. Keys of the output that are set, such as password, take precedence over its parts.',
    example: 'rediss://redis.example.com/2',
  },
  port: {
    ...PORT_OPTION,
    description: 'The port of the server; 0 = 6379.',
    example: 6380,
  },
  database: {
    name: 'database',
    section: 'Outputs',
    type: 'integer',
    min: 0,
    max: 65_535,
    description: 'The number of the database on the server.',
    default: 0,
    example: 2,
  },
  structure: {
    name: 'structure',
    section: 'Outputs',
    type: 'enum',
    values: ['stream', 'list'],
    description:
      'Where messages are appended: a stream (XADD), which several consumers can read, or a list (RPUSH), as the report manager of the publisher does.',
    default: 'stream',
    example: 'list',
  },
  push: {
    name: 'push',
    section: 'Outputs',
    type: 'enum',
    values: ['right', 'left'],
    description:
      'The end of a list to which messages are added: right (RPUSH) for readers that take from the left, such as BLPOP; left (LPUSH) for readers that take from the right, such as the bots of IntelMQ.',
    default: 'right',
    example: 'left',
  },
  key: {
    name: 'key',
    section: 'Outputs',
    type: 'string',
    description:
      'The template of the key of the stream or list. {kind} (event, finding or report), {state}, {type}, {date}, {list}, {country} and {asn} stand for those of the message.',
    default: 'sundial',
    example: 'sundial:{kind}:{type}',
  },
  max_length: {
    name: 'max_length',
    section: 'Outputs',
    type: 'integer',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    description:
      'The number of entries that a stream keeps, approximately (MAXLEN ~); older ones are removed, whether or not they were read. 0 = all.',
    default: 0,
    example: 1_000_000,
  },
  replicas: {
    name: 'replicas',
    section: 'Outputs',
    type: 'integer',
    min: 0,
    max: 100,
    description: 'The number of replicas that have to confirm each batch (WAIT); 0 = the server alone.',
    default: 0,
    example: 1,
  },
  ...BODY_OPTIONS,
  ...FORMAT_OPTIONS,
} as const satisfies EntryOptions;

export const REDIS_KIND = outputKind(
  { kind: 'redis' },
  {
    description: 'JSON messages in a stream or list of a Redis server.',
    entry: REDIS_OPTIONS,
    required: [],
    carries: ['events', 'findings', 'reports'],
    takes: 'changes',
    guarantee: formatGuarantee,
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./open.js')).openRedis(entry, context),
  },
);
