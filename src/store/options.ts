// Declares the options of the engine: its location, its credentials, and the limits of a query.
import type { Option } from '../domain/option.js';

export const STORE_OPTIONS = [
  {
    name: 'store_url',
    section: 'Store',
    type: 'url',
    schemes: ['http', 'https', 'clickhouse'],
    description:
      'The ClickHouse server and database that contain the events. Without this option the embedded engine keeps them in data_dir.',
    default: '',
    example: 'http://localhost:8123/sundial',
  },
  {
    name: 'store_user',
    section: 'Store',
    type: 'string',
    description: 'The user name for the ClickHouse server. The embedded engine has no users.',
    default: 'default',
    example: 'sundial',
  },
  {
    name: 'store_password',
    section: 'Store',
    type: 'string',
    secret: true,
    description: 'The password for the ClickHouse server.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  {
    name: 'question_seconds',
    section: 'Store',
    type: 'integer',
    min: 0,
    max: 100_000,
    description:
      'Seconds that a query may run before it is stopped; 0 = no limit. Exports take as long as they need, and "sundial sql" has its own limit.',
    default: 600,
    example: 60,
  },
  {
    name: 'memory_limit_mib',
    section: 'Store',
    type: 'integer',
    min: 64,
    max: 1024 * 1024,
    description:
      'The memory that the engine may use for one query, in MiB. A query that needs more is refused.',
    default: 1024,
    example: 4096,
  },
] as const satisfies readonly Option[];
