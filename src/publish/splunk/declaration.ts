// Declares the output to Splunk: the collector and its token, acknowledgement, metadata of events, and sizes.
import type { EntryOptions } from '../../domain/source-entry.js';
import { outputKind } from '../declaration.js';
import { SPLUNK_ERRORS } from './errors.js';

export const SPLUNK_OPTIONS = {
  url: {
    name: 'url',
    section: 'Outputs',
    type: 'url',
    schemes: ['https', 'http'],
    description:
      'The address of the HTTP Event Collector, without /services/collector. http without TLS is for collectors on this machine only, unless plain_http is set.',
    default: '',
    example: 'https://splunk.example.com:8088',
  },
  token: {
    name: 'token',
    section: 'Outputs',
    type: 'string',
    secret: true,
    description: 'The token of the HTTP Event Collector.',
    default: '',
    example: '01234567-89ab-4cde-8f01-23456789abcd',
  },
  acknowledge: {
    name: 'acknowledge',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether a batch counts only when Splunk confirms that it is indexed; the token has to have indexer acknowledgement enabled. Without it, Splunk loses events that it has accepted but not indexed when it fails.',
    default: true,
    example: false,
  },
  ack_seconds: {
    name: 'ack_seconds',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 3_600,
    description: 'Seconds to wait until a batch is indexed, before it is sent again.',
    default: 300,
    example: 600,
  },
  index: {
    name: 'index',
    section: 'Outputs',
    type: 'string',
    description: 'The index of events; empty = the default of the token.',
    default: '',
    example: 'shadowserver',
  },
  source: {
    name: 'source',
    section: 'Outputs',
    type: 'string',
    description: 'The source of events; empty = the default of the token.',
    default: 'sundial',
    example: 'sundial-production',
  },
  sourcetype: {
    name: 'sourcetype',
    section: 'Outputs',
    type: 'string',
    description:
      'The template of the source type of events, with {type} for the report type. Findings have the source type sundial:finding.',
    default: 'shadowserver:{type}',
    example: 'shadowserver',
  },
  host: {
    name: 'host',
    section: 'Outputs',
    type: 'string',
    description: 'The host of events; empty = the collector enters its own.',
    default: '',
    example: 'sundial.example.com',
  },
  indexed_fields: {
    name: 'indexed_fields',
    section: 'Outputs',
    type: 'list',
    description:
      'Indexed fields that every event gets besides sundial_id, sundial_state and report_date, as NAME=TEXT.',
    default: [],
    example: ['environment=production'],
  },
  gzip: {
    name: 'gzip',
    section: 'Outputs',
    type: 'boolean',
    description: 'Whether requests are compressed.',
    default: true,
    example: false,
  },
  request_kib: {
    name: 'request_kib',
    section: 'Outputs',
    type: 'integer',
    min: 16,
    max: 819_200,
    description:
      'The maximum size of a request in KiB before compression; a single event that is larger has a request of its own. Splunk Cloud takes 1 MB.',
    default: 900,
    example: 4_096,
  },
  timeout_seconds: {
    name: 'timeout_seconds',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 600,
    description: 'Seconds within which Splunk has to answer a request.',
    default: 60,
    example: 120,
  },
  ca_file: {
    name: 'ca_file',
    section: 'Outputs',
    type: 'path',
    description: 'A PEM file with the certificates to trust for Splunk, instead of the usual certificates.',
    default: '',
    example: '/etc/ssl/example-ca.pem',
  },
  plain_http: {
    name: 'plain_http',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether http without TLS is permitted to other machines. Others on the way can read the token and the events then.',
    default: false,
    example: true,
  },
} as const satisfies EntryOptions;

export const SPLUNK_KIND = outputKind(
  { kind: 'splunk', errors: SPLUNK_ERRORS },
  {
    description:
      "Events and changes of findings in Splunk, by its HTTP Event Collector, with indexer acknowledgement and fields of Splunk's Common Information Model.",
    entry: SPLUNK_OPTIONS,
    required: ['url', 'token'],
    carries: ['events', 'findings'],
    takes: 'changes',
    guarantee: 'at least once',
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./open.js')).openSplunk(entry, context),
  },
);
