// Declares the output to PostgreSQL: its options, its short form, and what it carries.
import type { EntryOptions } from '../../domain/source-entry.js';
import { outputKind } from '../declaration.js';
import { POSTGRES_ERRORS } from './errors.js';

/** Names and defaults of the existing ingestor (README, "Configuration"), whose `.env` file also configures Sundial. */
export const POSTGRES_OPTIONS = {
  url: {
    name: 'postgres_url',
    section: 'Outputs',
    type: 'string',
    secret: true,
    description:
      'The server as one URL: postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with the options host, sslmode and sslrootcert after ?. Secret, because it may contain a password. Other options of the output that are set take precedence over its parts. Outside of outputs, this option or postgres_password switches on an output named postgres.',
    default: '',
    example: 'postgresql://sundial@db.example.com/reports?sslmode=verify-full',
  },
  host: {
    name: 'postgres_host',
    section: 'Outputs',
    type: 'string',
    aliases: ['DB_HOST'],
    description:
      'The name or address of the PostgreSQL server, or the folder of its socket; empty = PGHOST, otherwise postgres.',
    default: '',
    example: 'db.example.com',
  },
  port: {
    name: 'postgres_port',
    section: 'Outputs',
    type: 'integer',
    min: 0,
    max: 65_535,
    aliases: ['DB_PORT'],
    description: 'The port of the PostgreSQL server; 0 = PGPORT, otherwise 5432.',
    default: 0,
    example: 5433,
  },
  database: {
    name: 'postgres_database',
    section: 'Outputs',
    type: 'string',
    aliases: ['DB_NAME'],
    description: 'The name of the database; empty = PGDATABASE, otherwise shadowserver_db.',
    default: '',
    example: 'reports',
  },
  user: {
    name: 'postgres_user',
    section: 'Outputs',
    type: 'string',
    aliases: ['DB_USER'],
    description: 'The user who writes to the database; empty = PGUSER, otherwise shadowserver_ingestor.',
    default: '',
    example: 'sundial',
  },
  password: {
    name: 'postgres_password',
    section: 'Outputs',
    type: 'string',
    secret: true,
    aliases: ['DB_PASSWORD'],
    description:
      'The password of that user; empty = PGPASSWORD. Outside of outputs, this option or postgres_url switches on an output named postgres.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  tls: {
    name: 'postgres_tls',
    section: 'Outputs',
    type: 'enum',
    values: ['auto', 'disable', 'prefer', 'require', 'verify-ca', 'verify-full'],
    description:
      'The encryption of the connection, with the meanings of sslmode; auto = PGSSLMODE, otherwise prefer: encrypted if the server offers it, without checking its certificate. Use verify-full over networks that others can reach.',
    default: 'auto',
    example: 'verify-full',
  },
  ca_file: {
    name: 'postgres_ca_file',
    section: 'Outputs',
    type: 'path',
    description:
      'A PEM file with the certificates to trust for the server, instead of the usual certificates; empty = PGSSLROOTCERT.',
    default: '',
    example: '/etc/ssl/example-ca.pem',
  },
  reader_role: {
    name: 'postgres_reader_role',
    section: 'Outputs',
    type: 'string',
    description:
      'The role that reads the tables, such as that of IRIS Data Explorer. An existing role gets the right SELECT; empty = none.',
    default: 'shadowserver_viewer',
    example: 'analysts',
  },
  index_raw_data: {
    name: 'postgres_index_raw_data',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether a new table gets the GIN index on raw_data that the existing ingestor creates. Loading takes about 1.6 times as long with the index, and IRIS Data Explorer does not use it.',
    default: false,
    example: true,
  },
} as const satisfies EntryOptions;

const isSet = (value: unknown) => value !== undefined && value !== '';

export const POSTGRES_KIND = outputKind(
  { kind: 'postgres', errors: POSTGRES_ERRORS, options: Object.values(POSTGRES_OPTIONS) },
  {
    description:
      'Events in the tables of the existing ingestor (ss_events, ss_reports, ss_ingestion_log) in a PostgreSQL database.',
    entry: POSTGRES_OPTIONS,
    required: [],
    shortForm: {
      name: 'postgres',
      isMeant: ({ postgres_password, postgres_url }) => isSet(postgres_password) || isSet(postgres_url),
    },
    carries: ['events'],
    takes: 'changes',
    guarantee: 'store',
    fields: ['original'],
    batchRows: 5_000,
    open: async (entry, context) => (await import('./open.js')).openPostgres(entry, context),
  },
);
