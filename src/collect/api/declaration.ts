// Declares the Reports API as a kind of source: its options, and what the options outside of `sources` mean.
import type { EntryOptions } from '../../domain/source-entry.js';
import { sourceKind } from '../declaration.js';
import { SELECTION_OPTIONS } from '../options.js';
import { API_ERRORS } from './errors.js';

/** Of one account of the Reports API. */
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
    description: "Where the Reports API is. Plain http is for tests on one's own machine.",
    default: 'https://transform.shadowserver.org/api2/',
    example: 'http://127.0.0.1:8085/api2/',
  },
  download_url: {
    name: 'download_url',
    section: 'Reports API',
    type: 'url',
    schemes: ['https', 'http'],
    description: 'Where listed reports are downloaded: this address with the id of a report at its end.',
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
    description:
      'How much time passes at least between the starts of two calls of the Reports API, in seconds.',
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
      'How long an answer of the Reports API is waited for, in seconds. Heavy queries take minutes.',
    default: 300,
    example: 120,
  },
  concurrency: {
    name: 'download_concurrency',
    section: 'Reports API',
    type: 'integer',
    min: 1,
    max: 32,
    description: 'How many reports are downloaded at once.',
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
