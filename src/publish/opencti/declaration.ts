// Declares the output to OpenCTI: its options, its short form, and what it carries.
import { SEVERITIES } from '../../domain/event-columns.js';
import type { EntryOptions } from '../../domain/source-entry.js';
import { OPENCTI_NAMES, PRIORITIES, TLP_LABELS } from '../../domain/stix-choices.js';
import { outputKind } from '../declaration.js';
import { OPENCTI_ERRORS } from './errors.js';

/** The variables and the `config.yml` of the existing connector (external-import/shadowserver) set the same options. */
export const OPENCTI_OPTIONS = {
  url: {
    name: 'opencti_url',
    section: 'Outputs',
    type: 'url',
    schemes: ['https', 'http'],
    aliases: ['OPENCTI_URL'],
    description:
      'The address of the OpenCTI platform. Outside of outputs, this option and opencti_token together switch on an output named opencti.',
    default: '',
    example: 'https://opencti.example.com',
  },
  token: {
    name: 'opencti_token',
    section: 'Outputs',
    type: 'string',
    secret: true,
    aliases: ['OPENCTI_TOKEN'],
    description: 'The token of a user of the platform with the role Connector.',
    default: '',
    example: '00000000-0000-4000-8000-000000000000',
  },
  connector_id: {
    name: 'opencti_connector_id',
    section: 'Outputs',
    type: 'string',
    aliases: ['CONNECTOR_ID'],
    description:
      'The UUID under which the platform knows this connector; two outputs to one platform need different ones. The default is that of the existing connector, which Sundial continues on the platform.',
    default: 'c7a581e5-d83e-440c-b88e-80528809e798',
    example: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b',
  },
  connector_name: {
    name: 'opencti_connector_name',
    section: 'Outputs',
    type: 'string',
    aliases: ['CONNECTOR_NAME'],
    description: 'The name of the connector on the platform.',
    default: 'Shadowserver',
    example: 'Shadowserver (example-asn)',
  },
  connector_scope: {
    name: 'opencti_connector_scope',
    section: 'Outputs',
    type: 'list',
    aliases: ['CONNECTOR_SCOPE'],
    description: 'The scope with which the connector is registered.',
    default: ['stix2'],
    example: ['stix2'],
  },
  push_by: {
    name: 'opencti_push_by',
    section: 'Outputs',
    type: 'enum',
    values: ['api', 'amqp', 'taxii'],
    aliases: ['CONNECTOR_QUEUE_PROTOCOL'],
    description:
      'The way of the objects: api = the API of the platform; amqp = its broker, with the credentials that the platform gives; taxii = a collection of a TAXII 2.1 server, such as a TAXII Push of OpenCTI, without registration.',
    default: 'api',
    example: 'amqp',
  },
  amqp_host: {
    name: 'opencti_amqp_host',
    section: 'Outputs',
    type: 'string',
    aliases: ['MQ_HOST'],
    description:
      'The name or address of the broker, if the one that the platform gives is not reachable from here; empty = as given.',
    default: '',
    example: 'rabbitmq.example.com',
  },
  amqp_port: {
    name: 'opencti_amqp_port',
    section: 'Outputs',
    type: 'integer',
    aliases: ['MQ_PORT'],
    min: 0,
    max: 65_535,
    description: 'The port of that broker; 0 = as given.',
    default: 0,
    example: 5671,
  },
  amqp_ca_file: {
    name: 'opencti_amqp_ca_file',
    section: 'Outputs',
    type: 'path',
    description:
      'A PEM file with the certificates to trust for the broker, instead of the usual certificates.',
    default: '',
    example: '/etc/ssl/example-ca.pem',
  },
  taxii_url: {
    name: 'opencti_taxii_url',
    section: 'Outputs',
    type: 'url',
    schemes: ['https', 'http'],
    description: 'The address of a collection to which objects are pushed, with opencti_push_by: taxii.',
    default: '',
    example:
      'https://opencti.example.com/taxii2/root/collections/2f1d8a3e-6a3b-4c0e-8a59-5d8f1f6a7b9c/objects/',
  },
  taxii_username: {
    name: 'opencti_taxii_username',
    section: 'Outputs',
    type: 'string',
    description: 'The user of the TAXII server; empty = opencti_token is sent instead of a user.',
    default: '',
    example: 'sundial',
  },
  taxii_password: {
    name: 'opencti_taxii_password',
    section: 'Outputs',
    type: 'string',
    secret: true,
    description: 'The password of that user.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  marking: {
    name: 'opencti_marking',
    section: 'Outputs',
    type: 'enum',
    values: TLP_LABELS,
    aliases: ['SHADOWSERVER_MARKING'],
    description: 'The level of the Traffic Light Protocol with which all objects are marked.',
    default: 'TLP:CLEAR',
    example: 'TLP:AMBER',
  },
  tlp_version: {
    name: 'opencti_tlp_version',
    section: 'Outputs',
    type: 'enum',
    values: ['1', '2'],
    description:
      'The marking definitions that express the level: 1 = those that OpenCTI itself uses; 2 = those of TLP 2.0, which other platforms may expect.',
    default: '1',
    example: '2',
  },
  names: {
    name: 'opencti_names',
    section: 'Outputs',
    type: 'enum',
    values: OPENCTI_NAMES,
    description:
      "The names of reports, from which their ids follow: plain = identifier, type and day; connector = the Reports API's id of the first version, as the existing connector names reports. That id opens the download of the report for all who see its name. Reports without a known id have plain names.",
    default: 'plain',
    example: 'connector',
  },
  create_incident: {
    name: 'opencti_create_incident',
    section: 'Outputs',
    type: 'boolean',
    aliases: ['SHADOWSERVER_CREATE_INCIDENT'],
    description: 'Whether each report also gets a case incident.',
    default: false,
    example: true,
  },
  incident_severity: {
    name: 'opencti_incident_severity',
    section: 'Outputs',
    type: 'enum',
    values: SEVERITIES,
    aliases: ['SHADOWSERVER_INCIDENT_SEVERITY'],
    description: 'The least severity of a case incident; that of its rows counts if it is higher.',
    default: 'low',
    example: 'medium',
  },
  incident_priority: {
    name: 'opencti_incident_priority',
    section: 'Outputs',
    type: 'enum',
    values: PRIORITIES,
    aliases: ['SHADOWSERVER_INCIDENT_PRIORITY'],
    description: 'The priority of case incidents.',
    default: 'P4',
    example: 'P3',
  },
  notes: {
    name: 'opencti_notes',
    section: 'Outputs',
    type: 'enum',
    values: ['many', 'rows'],
    description:
      'The notes with the rows of a report: many = 200 rows each, which follow later versions of the report; rows = one for each row, which is revoked when a later version lacks the row.',
    default: 'many',
    example: 'rows',
  },
  first_days: {
    name: 'opencti_first_days',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 3_660,
    duration: 'days',
    aliases: ['SHADOWSERVER_INITIAL_LOOKBACK'],
    description:
      'The number of days, up to today, whose reports the first run sends, and again each time that the connector is reset on the platform.',
    default: 30,
    example: 90,
  },
  queue_mb: {
    name: 'opencti_queue_mb',
    section: 'Outputs',
    type: 'integer',
    aliases: ['CONNECTOR_QUEUE_THRESHOLD'],
    min: 1,
    max: 1_000_000,
    description:
      'Nothing is sent while more than this waits in the queue of the connector on the platform, in MB.',
    default: 500,
    example: 100,
  },
  timeout: {
    name: 'opencti_timeout',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 3_600,
    description: 'Seconds to wait for an answer.',
    default: 60,
    example: 120,
  },
} as const satisfies EntryOptions;

const isSet = (value: unknown) => value !== undefined && value !== '';

export const OPENCTI_KIND = outputKind(
  { kind: 'opencti', errors: OPENCTI_ERRORS, options: Object.values(OPENCTI_OPTIONS) },
  {
    description:
      'Reports as STIX 2.1 objects in an OpenCTI platform, or in a collection of a TAXII 2.1 server.',
    entry: OPENCTI_OPTIONS,
    required: [],
    shortForm: {
      name: 'opencti',
      isMeant: ({ opencti_url, opencti_token }) => isSet(opencti_url) && isSet(opencti_token),
      // The first run sends what was fetched.
      defaults: ({ opencti_first_days }) => ({ backfill_days: Math.min(Number(opencti_first_days), 366) }),
    },
    carries: ['events'],
    takes: 'slices',
    dividesByReport: true,
    needsDownloadIds: ({ names }) => names === 'connector',
    firstDays: 'first_days',
    guarantee: 'at least once',
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./open.js')).openOpencti(entry, context),
  },
);
