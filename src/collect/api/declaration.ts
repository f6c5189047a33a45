// Declares the Reports API as a kind of source: its options, and the meaning of the options outside of `sources`.
import type { EntryOptions } from '../../domain/source-entry.js';
import { sourceKind } from '../declaration.js';
import { SELECTION_OPTIONS } from '../options.js';
import { API_ERRORS } from './errors.js';

/** The options of one account of the Reports API. */
export const API_OPTIONS = {
  key: {
    name: 'api_key',
    section: 'Reports API',
    type: 'string',
    secret: true,
    aliases: ['SS_API_KEY', 'SHADOWSERVER_API_KEY'],
    description: "The key of the publisher's Reports API.",
    default: '',
    example: '00000000-0000-0000-0000-000000000000',
  },
  secret: {
    name: 'api_secret',
    section: 'Reports API',
    type: 'string',
    secret: true,
    aliases: ['SS_API_SECRET', 'SHADOWSERVER_API_SECRET'],
    description: 'The secret that signs requests to the Reports API.',
    default: '',
    example: 'secret-from-the-publisher',
  },
  url: {
    name: 'api_url',
    section: 'Reports API',
    type: 'url',
    schemes: ['https', 'http'],
    aliases: ['SS_API_URL'],
    description: "The address of the Reports API. Plain http is only for tests on one's own machine.",
    default: 'https://transform.shadowserver.org/api2/',
    example: 'http://127.0.0.1:8085/api2/',
  },
  download_url: {
    name: 'download_url',
    section: 'Reports API',
    type: 'url',
    schemes: ['https', 'http'],
    description: 'The address for downloading listed reports, to which the id of a report is appended.',
    default: 'https://dl.shadowserver.org/',
    example: 'http://127.0.0.1:8085/dl/',
  },
  delay_seconds: {
    name: 'request_delay_seconds',
    section: 'Reports API',
    type: 'number',
    min: 0,
    max: 3600,
    aliases: ['REQUEST_DELAY_SECONDS'],
    description: 'The minimum time between the starts of two calls of the Reports API, in seconds.',
    default: 1,
    example: 0.5,
  },
  timeout_seconds: {
    name: 'request_timeout_seconds',
    section: 'Reports API',
    type: 'number',
    min: 1,
    max: 3600,
    description:
      'The maximum time to wait for an answer of the Reports API, in seconds. Heavy queries take minutes.',
    default: 300,
    example: 120,
  },
  concurrency: {
    name: 'download_concurrency',
    section: 'Reports API',
    type: 'integer',
    min: 1,
    max: 32,
    aliases: ['SHADOWSERVER_MAX_THREADS'],
    description: 'The number of reports to download at the same time.',
    default: 4,
    example: 2,
  },
} as const satisfies EntryOptions;

export const API_KIND = sourceKind(
  { kind: 'api', errors: API_ERRORS },
  {
    description: "An account of the publisher's Reports API.",
    entry: API_OPTIONS,
    required: ['key', 'secret'],
    runs: { read: 'fetch', first: 'backfill' },
    shortForm: {
      name: 'api',
      isMeant: ({ api_key, api_secret }) => api_key !== '' || api_secret !== '',
      selection: SELECTION_OPTIONS,
    },
    open: async (entry, context) => (await import('./open.js')).openApiSource(entry, context),
  },
);
