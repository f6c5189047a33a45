// Declares the options of outputs that send a message each: the address of a report in its notice, and the format of
// events.
import type { EntryOptions, EntryValues } from '../../domain/source-entry.js';
import { LISTED_FORMATS, RECORD_FORMATS } from '../../mapping/registry.js';
import type { Guarantee } from '../declaration.js';

export const BODY_OPTIONS = {
  uri: {
    name: 'uri',
    section: 'Outputs',
    type: 'string',
    description:
      "The template of uri in notices of reports: where receivers find the report. {year}, {month}, {day}, {date}, {type}, {list} and {sha256} stand for those of the report. The default is the path that the publisher's report manager has below its url_prefix.",
    default: '{year}/{month}/{day}/{date}-{type}-{list}.csv',
    example: 'https://reports.example.com/{year}/{month}/{day}/{date}-{type}-{list}.csv',
  },
} as const satisfies EntryOptions;

/** The options of a record format that an output writes. */
export const RECORD_OPTIONS = {
  format_map: {
    name: 'format_map',
    section: 'Outputs',
    type: 'path',
    description:
      "A file with the publisher's own map for the format, which replaces the map that Sundial ships; read when the output is opened.",
    default: '',
    example: '/etc/sundial/intelmq.json',
  },
  format_fields: {
    name: 'format_fields',
    section: 'Outputs',
    type: 'list',
    description:
      'Fields that every record gets, as NAME=TEXT; {id}, {type}, {date} and {list} stand for those of the event.',
    default: [],
    example: ['feed.accuracy=90', 'extra.sundial_id={id}'],
  },
} as const satisfies EntryOptions;

/** The options of outputs that send events in the vocabularies of other systems, each as a message. */
export const FORMAT_OPTIONS = {
  format: {
    name: 'format',
    section: 'Outputs',
    type: 'enum',
    values: ['sundial', ...RECORD_FORMATS.map(({ name }) => name)],
    description: `The vocabulary of events: sundial = the messages that docs/how-to/output-messages.md describes; ${LISTED_FORMATS}. The other vocabularies have no word for a withdrawn event, so they announce none.`,
    default: 'sundial',
    example: 'intelmq',
  },
  ...RECORD_OPTIONS,
} as const satisfies EntryOptions;

/** What outputs guarantee that send events in these formats: records of other systems have no word for a withdrawn event. */
export const formatGuarantee = ({ format }: EntryValues<typeof FORMAT_OPTIONS>): Guarantee =>
  format === 'sundial' ? 'at least once' : 'append only';
