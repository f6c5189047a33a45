// Declares the output to MISP: the folder of the feed, the organisation that publishes it, and what events carry.
import type { EntryOptions } from '../../domain/source-entry.js';
import { readTlp } from '../../domain/tlp.js';
import { outputKind } from '../declaration.js';
import { MISP_ERRORS } from './errors.js';

export const MISP_OPTIONS = {
  path: {
    name: 'path',
    section: 'Outputs',
    type: 'path',
    description:
      'The folder of a feed, which MISP pulls; created if it is missing. Nothing else may write to it. Either path or url is needed.',
    default: '',
    example: '/srv/misp-feed',
  },
  url: {
    name: 'url',
    section: 'Outputs',
    type: 'url',
    schemes: ['https', 'http'],
    description:
      'The address of a MISP to whose REST API the events are sent instead. http without TLS is for servers on this machine only, unless plain_http is set.',
    default: '',
    example: 'https://misp.example.com',
  },
  api_key: {
    name: 'api_key',
    section: 'Outputs',
    type: 'string',
    secret: true,
    description: 'With url: the authentication key of a user in that MISP.',
    default: '',
    example: 'vPq3ZpL1nRb7sXk2TfY8wHc5JdM0aGe9uQi4oBxN',
  },
  publish: {
    name: 'publish',
    section: 'Outputs',
    type: 'boolean',
    description:
      'With url: whether events are published when they were sent. An event that is not published stays in that MISP until a person publishes it: MISP neither sends it to other instances nor exports it.',
    default: false,
    example: true,
  },
  ca_file: {
    name: 'ca_file',
    section: 'Outputs',
    type: 'path',
    description: 'With url: a PEM file with the certificates to trust; empty = the usual ones.',
    default: '',
    example: '/etc/ssl/example-ca.pem',
  },
  timeout_seconds: {
    name: 'timeout_seconds',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 3_600,
    description: 'With url: seconds within which MISP has to answer a request, which has up to 500 rows.',
    default: 300,
    example: 600,
  },
  plain_http: {
    name: 'plain_http',
    section: 'Outputs',
    type: 'boolean',
    description:
      'Whether http without TLS is permitted to other machines. Others on the way can read the key and the events then.',
    default: false,
    example: true,
  },
  org_name: {
    name: 'org_name',
    section: 'Outputs',
    type: 'string',
    description:
      'For a feed: the name of the organisation that publishes the events. With url it is the organisation of the key.',
    default: '',
    example: 'Example CSIRT',
  },
  org_uuid: {
    name: 'org_uuid',
    section: 'Outputs',
    type: 'string',
    description:
      'For a feed: the UUID of this organisation in MISP. The UUIDs of all events follow from it, so that a change makes every event a new one.',
    default: '',
    example: '5f8c1a52-3a5e-4c7e-9d1b-0a4f5e6d7c8b',
  },
  tlp: {
    name: 'tlp',
    section: 'Outputs',
    type: 'enum',
    values: ['clear', 'green', 'amber', 'amber+strict', 'red'],
    description:
      'The level of the Traffic Light Protocol with which events are tagged. Rows that the column tlp of their report marks higher are withheld.',
    default: 'amber',
    example: 'green',
  },
  tags: {
    name: 'tags',
    section: 'Outputs',
    type: 'list',
    description: "Further tags of events. The RSIT classification of the report's type is always a tag.",
    default: [],
    example: ['workflow:state="complete"'],
  },
  distribution: {
    name: 'distribution',
    section: 'Outputs',
    type: 'enum',
    values: ['organisation', 'community', 'connected', 'all', 'sharing-group'],
    description:
      'To whom the events may be distributed. A MISP that pulls the feed uses the distribution that is set there for the feed.',
    default: 'organisation',
    example: 'community',
  },
  sharing_group_name: {
    name: 'sharing_group_name',
    section: 'Outputs',
    type: 'string',
    description: 'For a feed with distribution: sharing-group, the name of the sharing group.',
    default: '',
    example: 'Example sector',
  },
  sharing_group_uuid: {
    name: 'sharing_group_uuid',
    section: 'Outputs',
    type: 'string',
    description: 'The UUID of the sharing group, with distribution: sharing-group.',
    default: '',
    example: '2f1d8a3e-6a3b-4c0e-8a59-5d8f1f6a7b9c',
  },
  rows: {
    name: 'rows',
    section: 'Outputs',
    type: 'enum',
    values: ['objects', 'attributes'],
    description:
      'What a row becomes: objects = an object with its attributes, and the whole row in its comment; attributes = only its addresses, names and URLs, each once in an event.',
    default: 'objects',
    example: 'attributes',
  },
  event_rows: {
    name: 'event_rows',
    section: 'Outputs',
    type: 'integer',
    min: 1,
    max: 100_000,
    description:
      'Rows of one MISP event. A larger report is divided into several events, because MISP takes minutes for large ones; the further ones extend the first. With url, at most 20,000.',
    default: 5_000,
    example: 2_000,
  },
} as const satisfies EntryOptions;

export const MISP_KIND = outputKind(
  { kind: 'misp', errors: MISP_ERRORS },
  {
    description:
      'Events in MISP, one for each report and day: as a feed in a folder, or sent to its REST API. What was withdrawn is marked as deleted.',
    entry: MISP_OPTIONS,
    required: [],
    carries: ['events'],
    takes: 'slices',
    dividesByReport: true,
    marksWith: ({ tlp }) => readTlp(tlp),
    guarantee: 'store',
    fields: ['original'],
    batchRows: 1_000,
    open: async (entry, context) => (await import('./open.js')).openMisp(entry, context),
  },
);
