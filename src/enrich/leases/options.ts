// Declares the options that say where leases of addresses come from.
import { LIMITS } from '../../domain/limits.js';
import type { Option } from '../../domain/option.js';

export const LEASE_OPTIONS = [
  {
    name: 'lease_source',
    section: 'Triage',
    type: 'string',
    description:
      'The CSV or JSON file, its http(s) address, or the URL of a PostgreSQL, MySQL or MariaDB database without a password, that "sundial leases import" reads if its command line names no other.',
    default: '',
    example: 'postgresql://sundial@dhcp.example.org/kea',
  },
  {
    name: 'lease_command',
    section: 'Triage',
    type: 'list',
    description:
      'A program and its arguments, to run instead of reading lease_source, under the same conditions as inventory_command.',
    default: [],
    example: ['/usr/local/bin/list-leases', '--days', '2'],
  },
  {
    name: 'lease_token',
    section: 'Triage',
    type: 'string',
    secret: true,
    description: 'The bearer token to send to lease_source if that is an http(s) address.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  {
    name: 'lease_query',
    section: 'Triage',
    type: 'string',
    description:
      'The SELECT to run when lease_source is a database. Its columns must have the names of the columns of a CSV file.',
    default: '',
    example: 'SELECT address, device, begins, ends FROM leases',
  },
  {
    name: 'lease_password',
    section: 'Triage',
    type: 'string',
    secret: true,
    description: 'The password for lease_source if that is a database.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  {
    name: 'lease_interval_minutes',
    section: 'Triage',
    type: 'integer',
    min: 0,
    max: 30 * 24 * 60,
    description:
      'Minutes after which the service imports leases again, from lease_source or lease_command; 0 = only "sundial leases import" does. After a failure it tries again within an hour. It looks every 5 minutes whether the time has come.',
    default: 0,
    example: 60,
    duration: 'minutes',
  },
  {
    name: 'lease_days',
    section: 'Triage',
    type: 'integer',
    min: 0,
    max: LIMITS.retentionDays,
    description:
      'Days to keep a lease after its end; 0 = forever. "sundial leases import" removes older ones. A report that is loaded again later finds no device in them.',
    default: 0,
    example: 180,
  },
] as const satisfies readonly Option[];
