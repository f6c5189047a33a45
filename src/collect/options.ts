// Declares the options of every kind of source that select the wanted reports.
import type { EntryOptions } from '../domain/source-entry.js';

/** The selection of reports: in entries of any kind, and in the short form only for the Reports API. */
export const SELECTION_OPTIONS = {
  lists: {
    name: 'fetch_lists',
    section: 'Reports API',
    type: 'list',
    aliases: ['SHADOWSERVER_REPORT_NAMES'],
    description: 'The lists (subscriptions) whose reports are fetched; empty = all.',
    default: [],
    example: ['example-network', 'example-country'],
  },
  types: {
    name: 'fetch_types',
    section: 'Reports API',
    type: 'list',
    aliases: ['SHADOWSERVER_REPORT_TYPES'],
    description: 'The types of reports to fetch; empty = all.',
    default: [],
    example: ['scan_ssl', 'event4_honeypot_brute_force'],
  },
  excluded: {
    name: 'fetch_exclude_types',
    section: 'Reports API',
    type: 'list',
    description: 'The types of reports that are not fetched.',
    default: [],
    example: ['device_id'],
  },
} as const satisfies EntryOptions;

/** The key of each part in an entry of `sources`. */
export const SELECTION_KEYS = { lists: 'lists', types: 'types', excluded: 'exclude_types' } as const;
