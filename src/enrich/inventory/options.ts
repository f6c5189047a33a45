// Declares the options of where the inventory comes from.
import type { Option } from '../../domain/option.js';

export const INVENTORY_OPTIONS = [
  {
    name: 'inventory_source',
    section: 'Triage',
    type: 'string',
    description:
      'The CSV or JSON file, its http(s) address, or the URL of a PostgreSQL database without a password, that "sundial inventory import" reads where none is named.',
    default: '',
    example: 'https://cmdb.example.org/devices.json',
  },
  {
    name: 'inventory_token',
    section: 'Triage',
    type: 'string',
    secret: true,
    description: 'The bearer token that is sent to inventory_source where that is an address.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
  {
    name: 'inventory_query',
    section: 'Triage',
    type: 'string',
    description:
      'The SELECT that is asked where inventory_source is a database. Its columns are called as those of a CSV file.',
    default: '',
    example: 'SELECT name AS device, address AS networks, owner FROM devices',
  },
  {
    name: 'inventory_password',
    section: 'Triage',
    type: 'string',
    secret: true,
    description: 'The password for inventory_source where that is a database.',
    default: '',
    example: 'correct-horse-battery-staple',
  },
] as const satisfies readonly Option[];
