// The one list of options: joins what the stations declare, and says which type the settings have.
import { ARCHIVE_OPTIONS } from '../archive/options.js';
import { LOG_OPTIONS, SERVICE_OPTIONS } from '../daemon/options.js';
import { optionsOf } from '../domain/declarations.js';
import type { Option, ValueOf } from '../domain/option.js';
import { INVENTORY_OPTIONS } from '../enrich/inventory/options.js';
import { LOAD_OPTIONS } from '../load/options.js';
import { NOTIFY_OPTIONS } from '../notify/options.js';
import { PIPELINE_OPTIONS } from '../pipeline/options.js';
import { OUTPUTS } from '../publish/registry.js';
import { RETENTION_OPTIONS } from '../retention/options.js';
import { SERVER_OPTIONS } from '../server/options.js';
import { STORE_OPTIONS } from '../store/options.js';
import { TRIAGE_OPTIONS } from '../triage/options.js';
import { MAIL_OPTIONS } from './mail-options.js';

/** Each station declares its options in an `options.ts`, or in the declarations that its registry lists. */
const DECLARED = [
  ...ARCHIVE_OPTIONS,
  ...STORE_OPTIONS,
  ...LOAD_OPTIONS,
  ...RETENTION_OPTIONS,
  {
    name: 'api_key',
    section: 'Reports API',
    type: 'string',
    secret: true,
    aliases: ['SS_API_KEY', 'SHADOWSERVER_API_KEY'],
    description: "The key of the publisher's Reports API. ~/.shadowserver.api is asked for it last.",
    default: '',
    example: '00000000-0000-0000-0000-000000000000',
  },
  {
    name: 'api_secret',
    section: 'Reports API',
    type: 'string',
    secret: true,
    aliases: ['SS_API_SECRET', 'SHADOWSERVER_API_SECRET'],
    description:
      'The secret that signs requests to the Reports API. ~/.shadowserver.api is asked for it last.',
    default: '',
    example: 'secret-from-the-publisher',
  },
  {
    name: 'api_url',
    section: 'Reports API',
    type: 'url',
    schemes: ['https', 'http'],
    aliases: ['SS_API_URL'],
    description:
      "Where the Reports API is. ~/.shadowserver.api is asked for it last, as uri. Plain http is for tests on one's own machine.",
    default: 'https://transform.shadowserver.org/api2/',
    example: 'http://127.0.0.1:8085/api2/',
  },
  {
    name: 'download_url',
    section: 'Reports API',
    type: 'url',
    schemes: ['https', 'http'],
    description: 'Where listed reports are downloaded: this address with the id of a report at its end.',
    default: 'https://dl.shadowserver.org/',
    example: 'http://127.0.0.1:8085/dl/',
  },
  {
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
  {
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
  {
    name: 'download_concurrency',
    section: 'Reports API',
    type: 'integer',
    min: 1,
    max: 32,
    description: 'How many reports are downloaded at once.',
    default: 4,
    example: 2,
  },
  {
    name: 'min_free_disk_mib',
    section: 'Reports API',
    type: 'integer',
    min: 0,
    max: 1024 * 1024 * 1024,
    description: 'Downloads stop where less than this would stay free on the disk of data_dir, in MiB.',
    default: 1024,
    example: 10_240,
  },
  {
    name: 'fetch_lists',
    section: 'Reports API',
    type: 'list',
    description: 'Only reports of these lists (subscriptions) are fetched. Without any, all are.',
    default: [],
    example: ['example-network', 'example-country'],
  },
  {
    name: 'fetch_types',
    section: 'Reports API',
    type: 'list',
    description: 'Only reports of these types are fetched. Without any, all are.',
    default: [],
    example: ['scan_ssl', 'event4_honeypot_brute_force'],
  },
  {
    name: 'fetch_exclude_types',
    section: 'Reports API',
    type: 'list',
    description: 'Reports of these types are not fetched.',
    default: [],
    example: ['device_id'],
  },
  ...PIPELINE_OPTIONS,
  ...SERVICE_OPTIONS,
  ...MAIL_OPTIONS,
  ...TRIAGE_OPTIONS,
  ...INVENTORY_OPTIONS,
  ...NOTIFY_OPTIONS,
  ...optionsOf(OUTPUTS),
  ...SERVER_OPTIONS,
  ...LOG_OPTIONS,
] as const satisfies readonly Option[];

/** Every option, in the order of the documentation. */
export const OPTIONS: readonly Option[] = DECLARED;

/** The value of every option under its own name, so that one word finds it in YAML, docs and code. */
export type Settings = { readonly [O in (typeof DECLARED)[number] as O['name']]: ValueOf<O> };
export type OptionName = keyof Settings;

/** Names the YAML file to read; not an option, because it cannot stand in that file. */
export const CONFIG_VARIABLE = 'SUNDIAL_CONFIG';

/** The configuration file that is read where none is named. */
export const CONFIG_FILE = 'sundial.yaml';
