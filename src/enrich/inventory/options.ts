// Declares the options that say where the inventory comes from.
import type { Option } from '../../domain/option.js';

export const INVENTORY_OPTIONS = [
  {
    name: 'inventory_source',
    section: 'Triage',
    type: 'string',
    description:
      'The CSV or JSON file, its http(s) address, or the URL of a PostgreSQL, MySQL or MariaDB database without a password, that "sundial inventory import" reads if its command line names no other.',
    default: '',
    example: 'https://cmdb.example.org/devices.json',
  },
  {
    name: 'inventory_command',
    section: 'Triage',
    type: 'list',
    description:
      'A program and its arguments, to run instead of reading inventory_source. It prints CSV or JSON and has to end with exit code 0. No shell interprets it, and it gets only PATH, HOME, USER, LOGNAME and TMPDIR of the environment.',
    default: [],
    example: ['/usr/local/bin/list-devices', '--format', 'csv'],
  },
  {
    name: 'inventory_token',
    section: 'Triage',
    type: 'string',
    secret: true,
    description: 'The bearer token to send to inventory_source if that is an http(s) address.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  {
    name: 'inventory_query',
    section: 'Triage',
    type: 'string',
    description:
      'The SELECT to run when inventory_source is a database. Its columns must have the names of the columns of a CSV file.',
    default: '',
    example: 'SELECT name AS device, address AS networks, owner FROM devices',
  },
  {
    name: 'inventory_password',
    section: 'Triage',
    type: 'string',
    secret: true,
    description: 'The password for inventory_source if that is a database.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  {
    name: 'inventory_interval_minutes',
    section: 'Triage',
    type: 'integer',
    min: 0,
    max: 30 * 24 * 60,
    description:
      'Minutes after which the service imports the inventory again, from inventory_source or inventory_command; 0 = only "sundial inventory import" does. After a failure it tries again within an hour. It looks every 5 minutes whether the time has come.',
    default: 0,
    example: 60,
    duration: 'minutes',
  },
] as const satisfies readonly Option[];
