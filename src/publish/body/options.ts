// Declares the option of every output that sends JSON messages: the address of a report in its notice.
import type { EntryOptions } from '../../domain/source-entry.js';

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
