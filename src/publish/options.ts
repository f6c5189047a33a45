// Declares the keys that every entry of `outputs` may have, and the option for the feed of changes.
import type { Option } from '../domain/option.js';
import type { EntryOptions } from '../domain/source-entry.js';
import { TLP_CHOICES, TLP_SYNONYMS } from '../domain/tlp.js';

/** The keys of every output, whatever its kind. */
export const OUTPUT_OPTIONS = {
  carries: {
    name: 'carries',
    section: 'Outputs',
    type: 'list',
    description:
      'The messages to send: events, findings (their changes), reports (a notice for each loaded report), or several of these; empty = the first that the kind can carry.',
    default: [],
    example: ['events', 'findings'],
  },
  types: {
    name: 'types',
    section: 'Outputs',
    type: 'list',
    description: 'The report types to send: types, short names (ntp) or groups (honeypot); empty = all.',
    default: [],
    example: ['scan_ssl', 'honeypot'],
  },
  lists: {
    name: 'lists',
    section: 'Outputs',
    type: 'list',
    description: 'The identifiers or subscriptions whose reports are sent; empty = all.',
    default: [],
    example: ['example-network'],
  },
  constituents: {
    name: 'constituents',
    section: 'Outputs',
    type: 'list',
    description:
      'The ids of constituents: only events that belong to one of them on their report date are sent, within its types and severities; empty = all events. Such an output carries events only.',
    default: [],
    example: ['zoo', 'harbour'],
  },
  filter: {
    name: 'filter',
    section: 'Outputs',
    type: 'list',
    description:
      'Conditions on fields, all of which have to be met, in the forms of --where: FIELD=VALUE, also with !=, >= or <=. Quote values with commas.',
    default: [],
    example: ['severity>=high', 'geo=AT'],
  },
  max_tlp: {
    name: 'max_tlp',
    section: 'Outputs',
    type: 'enum',
    values: TLP_CHOICES,
    synonyms: TLP_SYNONYMS,
    description:
      'The highest level of the Traffic Light Protocol that leaves by this output: events marked higher by the column tlp of their report are withheld and counted. none = no limit. Such an output carries events only.',
    default: 'none',
    example: 'GREEN',
  },
  fields: {
    name: 'fields',
    section: 'Outputs',
    type: 'list',
    description:
      "The fields of an event to send, as for --fields; original = all columns of the event's report; empty = the kind's default fields.",
    default: [],
    example: ['timestamp', 'ip', 'port', 'original'],
  },
  start: {
    name: 'start',
    section: 'Outputs',
    type: 'string',
    description:
      'The stored data with which a new output begins: all, now (no stored data), or a number of days, such as 30: the reports of that many days up to today. With all, an output to OpenCTI begins with its first_days.',
    default: 'all',
    example: '30',
  },
} as const satisfies EntryOptions;

export const PUBLISH_OPTIONS = [
  {
    name: 'unmarked_tlp',
    section: 'Outputs',
    type: 'enum',
    values: TLP_CHOICES,
    synonyms: TLP_SYNONYMS,
    description:
      "The level of the Traffic Light Protocol of events whose report has no column tlp, as the publisher's reports have none; none = every output may send them.",
    default: 'none',
    example: 'AMBER',
  },
  {
    name: 'changes_days',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 365,
    description:
      'Days to keep withdrawn events and other details of changes for outputs that have not received them yet. An output that is further behind starts over.',
    default: 30,
    example: 14,
  },
] as const satisfies readonly Option[];
