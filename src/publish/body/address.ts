// The address of a report in its notice: the option of every output of JSON messages, and how its template is filled.
import { SundialError } from '../../domain/errors.js';
import type { EntryOptions } from '../../domain/source-entry.js';
import type { ReportMessage } from '../messages.js';
import { filled, listed, placeProblem } from '../template.js';

/** The properties of a report that its address may name. */
const PLACES = ['year', 'month', 'day', 'date', 'type', 'list', 'sha256'] as const;

export const ADDRESS_OPTIONS = {
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

/** @throws SundialError `output-setting` for a template that cannot be filled */
export function checkAddress(output: string, template: string): void {
  const problem = placeProblem(template, PLACES);
  if (problem === undefined) return;
  throw new SundialError('output-setting', {
    ...{ output, key: 'uri', problem },
    expected: `an address with ${listed(PLACES)}`,
  });
}

/** The address of a report; its values are escaped for a URL. */
export function addressOf({ type, date, list, sha256 }: ReportMessage, template: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return filled(template, { year, month, day, date, type, list, sha256 }, encodeURIComponent);
}
