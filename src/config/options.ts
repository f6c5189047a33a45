// Declares every option once; validation, environment names, Settings, documentation and schema follow from it.
import { isAbsolute, join } from 'node:path';
import { LIMITS } from '../domain/limits.js';
import type { Option, Surroundings, ValueOf } from '../domain/option.js';
import { DIGEST_OPTIONS } from './digest-options.js';
import { MAIL_OPTIONS } from './mail-options.js';
import { TRIAGE_OPTIONS } from './triage-options.js';

/** The base directory specification ignores a relative XDG_DATA_HOME, and so does this. */
function dataFolder({ env, home }: Surroundings): string {
  const base = env.XDG_DATA_HOME ?? '';
  return join(isAbsolute(base) ? base : join(home, '.local', 'share'), 'sundial');
}

const DECLARED = [
  {
    name: 'data_dir',
    section: 'Storage',
    type: 'path',
    description: 'The folder in which Sundial keeps reports, events and the ledger.',
    default: { description: '$XDG_DATA_HOME/sundial, else ~/.local/share/sundial', derive: dataFolder },
    example: '/srv/sundial',
    flag: '--data-dir',
  },
  {
    name: 'archive_compression',
    section: 'Storage',
    type: 'enum',
    values: ['brotli', 'none'],
    description: 'How archived original reports are compressed.',
    default: 'brotli',
    example: 'none',
  },
  {
    name: 'store_url',
    section: 'Store',
    type: 'url',
    schemes: ['http', 'https', 'clickhouse'],
    description:
      'The ClickHouse server and database that hold the events. Without it the embedded engine keeps them in data_dir.',
    default: '',
    example: 'http://localhost:8123/sundial',
  },
  {
    name: 'store_user',
    section: 'Store',
    type: 'string',
    description: 'The user name at the ClickHouse server. The embedded engine has no users.',
    default: 'default',
    example: 'sundial',
  },
  {
    name: 'store_password',
    section: 'Store',
    type: 'string',
    secret: true,
    description: 'The password at the ClickHouse server.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  {
    name: 'memory_limit_mib',
    section: 'Store',
    type: 'integer',
    min: 64,
    max: 1024 * 1024,
    description:
      'How much memory the engine may use for one query, in MiB. A query that needs more is refused.',
    default: 1024,
    example: 4096,
  },
  {
    name: 'load_batch_mib',
    section: 'Loading',
    type: 'integer',
    min: 1,
    max: 1024,
    description: 'Small report files are loaded together until they reach this size, in MiB.',
    default: 32,
    example: 64,
  },
  {
    name: 'retention_events_days',
    section: 'Retention',
    type: 'integer',
    min: 0,
    max: LIMITS.retentionDays,
    description:
      'How many days the events of a report are kept after its date; 0 keeps them for good. "sundial retention --apply" removes what is older. Findings stay.',
    default: 0,
    example: 90,
  },
  {
    name: 'retention_types',
    section: 'Retention',
    type: 'numbers',
    min: 0,
    max: LIMITS.retentionDays,
    description:
      'Other numbers of days for the events of some report types, named with * for any characters. A whole name counts before a pattern, a longer pattern before a shorter one; 0 keeps for good.',
    default: {},
    example: { 'scan_*': 30, event4_sinkhole: 365 },
  },
  {
    name: 'retention_findings_days',
    section: 'Retention',
    type: 'integer',
    min: 0,
    max: LIMITS.retentionDays,
    description:
      'How many days the days of findings are kept; 0 keeps them for good. A finding that was not seen for so long goes altogether; one that was keeps its first day and its counts.',
    default: 0,
    example: 730,
  },
  {
    name: 'retention_archive_days',
    section: 'Retention',
    type: 'integer',
    min: 0,
    max: LIMITS.retentionDays,
    description:
      'How many days the originals of reports are kept after their date; 0 keeps them for good. Without its original a report cannot be loaded again.',
    default: 0,
    example: 365,
  },
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
  {
    name: 'fetch_days',
    section: 'Service',
    type: 'integer',
    min: 1,
    max: 31,
    description:
      'How many days, today included, are looked at in each run. Days that could not be read to their end are looked at as well.',
    default: 3,
    example: 5,
  },
  {
    name: 'backfill_days',
    section: 'Service',
    type: 'integer',
    min: 1,
    max: 366,
    description: 'How many days are fetched in the very first run.',
    default: 7,
    example: 30,
    aliases: ['BACKFILL_DAYS'],
  },
  {
    name: 'recheck_days',
    section: 'Service',
    type: 'integer',
    min: 0,
    max: 31,
    description:
      'For how many days the publisher is asked once a day whether a report was issued again under the same name.',
    default: 7,
    example: 14,
  },
  {
    name: 'settle_hours',
    section: 'Service',
    type: 'integer',
    min: 0,
    max: 240,
    description:
      'How many hours after the end of a day (UTC) its reports are all expected to be there. A report that is not there by then is missing.',
    default: 24,
    example: 36,
  },
  {
    name: 'run_interval_minutes',
    section: 'Service',
    type: 'integer',
    min: 1,
    max: 24 * 60,
    description: 'How many minutes lie between the beginnings of two runs of the service.',
    default: 15,
    example: 60,
    aliases: ['INGEST_INTERVAL_MINUTES'],
  },
  {
    name: 'run_schedule',
    section: 'Service',
    type: 'string',
    description: 'A cron expression in UTC that says when the service runs, instead of run_interval_minutes.',
    default: '',
    example: '*/30 6-20 * * *',
  },
  {
    name: 'shutdown_seconds',
    section: 'Service',
    type: 'integer',
    min: 1,
    max: 3600,
    description:
      'How long the service may take to end the work at hand when it is stopped. What is not done by then is abandoned and done in the next run.',
    default: 25,
    example: 60,
  },
  ...MAIL_OPTIONS,
  ...TRIAGE_OPTIONS,
  ...DIGEST_OPTIONS,
  {
    name: 'http_host',
    section: 'Service',
    type: 'string',
    description:
      'The address on which "sundial serve" answers /health, /ready and /metrics. They ask for no password, so other machines should reach them only where a network of your own lies between.',
    default: '127.0.0.1',
    example: '0.0.0.0',
  },
  {
    name: 'http_port',
    section: 'Service',
    type: 'integer',
    min: 0,
    max: 65_535,
    aliases: ['HEALTH_PORT'],
    description: 'The port of /health, /ready and /metrics; 0 = none.',
    default: 8088,
    example: 9100,
  },
  {
    name: 'log_level',
    section: 'Logging',
    type: 'enum',
    values: ['error', 'warn', 'info', 'debug'],
    description: 'The least important messages that are still logged.',
    default: 'info',
    example: 'debug',
  },
  {
    name: 'log_format',
    section: 'Logging',
    type: 'enum',
    values: ['auto', 'json', 'text'],
    description:
      'How the service writes its log to stderr: a JSON object or a text a line; auto = text where a person watches, else JSON. The log file always holds JSON.',
    default: 'auto',
    example: 'json',
  },
  {
    name: 'log_file',
    section: 'Logging',
    type: 'path',
    description:
      'A file to which the service also writes its log, readable by its user only. Without it there is none.',
    default: '',
    example: '/var/log/sundial/sundial.log',
  },
  {
    name: 'log_file_mib',
    section: 'Logging',
    type: 'integer',
    min: 1,
    max: 10_240,
    description: 'The size at which the log file is put aside and begun anew, in MiB.',
    default: 10,
    example: 50,
  },
  {
    name: 'log_files',
    section: 'Logging',
    type: 'integer',
    min: 1,
    max: 1000,
    description: 'How many log files that were put aside are kept.',
    default: 7,
    example: 30,
  },
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
