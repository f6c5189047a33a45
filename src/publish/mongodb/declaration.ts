// Declares the output to MongoDB: its options, its short form, and what it carries.
import type { EntryOptions } from '../../domain/source-entry.js';
import { outputKind } from '../declaration.js';
import { MONGODB_ERRORS } from './errors.js';

/** The variables of the mail pipeline (`mongo_host` and so on) also set the server and the user. */
export const MONGODB_OPTIONS = {
  uri: {
    name: 'mongodb_uri',
    section: 'Outputs',
    type: 'string',
    secret: true,
    description:
      'The connection string of the MongoDB server, with all of its options, such as those for TLS. Secret, because it may contain a password; user name and password can also be given separately. Outside of outputs, this option or mongodb_host switches on an output named mongodb.',
    default: '',
    example: 'mongodb://db.example.com/?tls=true&tlsCAFile=/etc/ssl/example-ca.pem',
  },
  host: {
    name: 'mongodb_host',
    section: 'Outputs',
    type: 'string',
    aliases: ['mongo_host'],
    description: 'The name or address of the MongoDB server, if there is no connection string.',
    default: '',
    example: 'db.example.com',
  },
  port: {
    name: 'mongodb_port',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 65_535,
    aliases: ['mongo_port'],
    description: 'The port of that server.',
    default: 27_017,
    example: 27_018,
  },
  username: {
    name: 'mongodb_username',
    section: 'Outputs',
    type: 'string',
    aliases: ['mongo_username'],
    description: 'The user who writes to the databases; empty = the user in the connection string, or none.',
    default: '',
    example: 'sundial',
  },
  password: {
    name: 'mongodb_password',
    section: 'Outputs',
    type: 'string',
    secret: true,
    aliases: ['mongo_password'],
    description: 'The password of that user.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  auth_source: {
    name: 'mongodb_auth_source',
    section: 'Outputs',
    type: 'string',
    aliases: ['mongo_auth_source'],
    description: 'The database that has the user; empty = as the connection string says, otherwise admin.',
    default: '',
    example: 'admin',
  },
  database: {
    name: 'mongodb_database',
    section: 'Outputs',
    type: 'string',
    description:
      'The database for events. {asn}, {country}, {organisation} and {type} stand for those of an event, and {constituent} for each constituent to which it belongs, so that each has a database of its own; empty = the database in the connection string, otherwise shadowserver.',
    default: '',
    example: 'shadowserver_as{asn}',
  },
  collection: {
    name: 'mongodb_collection',
    section: 'Outputs',
    type: 'string',
    description: 'The collection for events within its database, with the same names in braces.',
    default: '{type}',
    example: 'events',
  },
  organisations: {
    name: 'mongodb_organisations',
    section: 'Outputs',
    type: 'list',
    description:
      'The organisations of AS numbers, as NUMBER=NAME, for {organisation}. An AS number that is not in the list has the name in the column asn_name, if the report has that column.',
    default: [],
    example: ['64496=example-university', '64497=example-university'],
  },
  documents: {
    name: 'mongodb_documents',
    section: 'Outputs',
    type: 'enum',
    values: ['typed', 'mail-pipeline'],
    description:
      'The form of the documents of events: typed has numbers, times and lists of tags in a document of their own; mail-pipeline has the keys of shadowserver_email_automation.',
    default: 'typed',
    example: 'mail-pipeline',
  },
  findings: {
    name: 'mongodb_findings',
    section: 'Outputs',
    type: 'string',
    description:
      'The database and collection for findings, if the output carries findings; empty = the collection findings in the database for events, which has to be a single one then.',
    default: '',
    example: 'shadowserver.findings',
  },
} as const satisfies EntryOptions;

const isSet = (value: unknown) => value !== undefined && value !== '';

export const MONGODB_KIND = outputKind(
  { kind: 'mongodb', errors: MONGODB_ERRORS, options: Object.values(MONGODB_OPTIONS) },
  {
    description: 'Events and findings as documents in the collections of a MongoDB server.',
    entry: MONGODB_OPTIONS,
    required: [],
    shortForm: {
      name: 'mongodb',
      isMeant: ({ mongodb_uri, mongodb_host }) => isSet(mongodb_uri) || isSet(mongodb_host),
    },
    carries: ['events', 'findings'],
    takes: 'changes',
    guarantee: 'store',
    fields: ['original'],
    // Larger batches are hardly faster, and a slow server takes minutes for one.
    batchRows: 1_000,
    open: async (entry) => (await import('./open.js')).openMongodb(entry),
  },
);
