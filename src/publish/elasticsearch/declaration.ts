// Declares the output to Elasticsearch and OpenSearch: the server, the sign-in, the data streams, and the map of fields.
import type { EntryOptions } from '../../domain/source-entry.js';
import { RECORD_OPTIONS } from '../body/options.js';
import { outputKind } from '../declaration.js';
import { ELASTICSEARCH_ERRORS } from './errors.js';

export const ELASTICSEARCH_OPTIONS = {
  url: {
    name: 'url',
    section: 'Outputs',
    type: 'url',
    schemes: ['https', 'http'],
    description:
      'The address of the cluster, also with a path. http without TLS is for servers on this machine only, unless plain_http is set.',
    default: '',
    example: 'https://elastic.example.com:9200',
  },
  api_key: {
    name: 'api_key',
    section: 'Outputs',
    type: 'string',
    secret: true,
    description: 'An API key of Elasticsearch, as it is shown after its creation (encoded).',
    default: '',
    example: 'VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==',
  },
  username: {
    name: 'username',
    section: 'Outputs',
    type: 'string',
    description: 'The user who writes to the data streams, if there is no API key.',
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
  ca_file: {
    name: 'ca_file',
    section: 'Outputs',
    type: 'path',
    description:
      'A PEM file with the certificates to trust, such as http_ca.crt of the cluster; empty = the usual ones.',
    default: '',
    example: '/etc/sundial/http_ca.crt',
  },
  dataset: {
    name: 'dataset',
    section: 'Outputs',
    type: 'string',
    description:
      'The dataset of the data streams, which are named logs-DATASET-NAMESPACE. {type} stands for the report type of an event and {group} for its group, such as scan or honeypot, so that there are few data streams.',
    default: 'shadowserver.{type}',
    example: 'shadowserver.{group}',
  },
  namespace: {
    name: 'namespace',
    section: 'Outputs',
    type: 'string',
    description: 'The namespace of the data streams.',
    default: 'default',
    example: 'example_network',
  },
  template: {
    name: 'template',
    section: 'Outputs',
    type: 'string',
    description:
      'The name of the index template that Sundial creates if it is missing; its fields are in the component template of that name with -fields, which Sundial keeps current. Empty = Sundial writes no templates.',
    default: 'shadowserver',
    example: '',
  },
  request_kib: {
    name: 'request_kib',
    section: 'Outputs',
    type: 'integer',
    min: 64,
    max: 98_304,
    description:
      'The maximum size of a request in KiB; a single event that is larger has a request of its own. Clusters accept 100 MB unless they are told otherwise (http.max_content_length).',
    default: 8_192,
    example: 4_096,
  },
  timeout_seconds: {
    name: 'timeout_seconds',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 600,
    description: 'Seconds within which the cluster has to answer a request.',
    default: 60,
    example: 120,
  },
  plain_http: {
    name: 'plain_http',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether http without TLS is permitted to other machines. Others on the way can read the sign-in and the events then.',
    default: false,
    example: true,
  },
  ...RECORD_OPTIONS,
} as const satisfies EntryOptions;

export const ELASTICSEARCH_KIND = outputKind(
  { kind: 'elasticsearch', errors: ELASTICSEARCH_ERRORS },
  {
    description:
      'Events and changes of findings as documents of the Elastic Common Schema in data streams of Elasticsearch or OpenSearch.',
    entry: ELASTICSEARCH_OPTIONS,
    required: ['url'],
    carries: ['events', 'findings'],
    takes: 'changes',
    guarantee: 'store',
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./open.js')).openElasticsearch(entry, context),
  },
);
