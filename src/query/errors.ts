// Declares the errors of queries and exports.
import { type ErrorRow, EXIT, operator } from '../domain/error-row.js';

export const QUERY_ERRORS = {
  'query-invalid': operator('{place}: {problem}', EXIT.usage, 400),
  'query-too-large': operator(
    '{problem} (limit {limit}). Narrow the query by date, type or network',
    EXIT.failed,
    413,
  ),
  'export-exists': operator(
    '{file} exists already. Name another place, or replace it with --force',
    EXIT.usage,
    409,
  ),
  'export-unwritable': operator(
    '{file} cannot be written ({problem}). Name another place with --output',
    EXIT.failed,
    500,
  ),
  'export-count-mismatch': {
    message:
      '{file}: {written} events were written, but {expected} match. No file was kept; check whether the disk is full, and run the command again',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 500,
  },
  'cursor-invalid': operator(
    'the cursor is damaged or belongs to another query. Start again without a cursor',
    EXIT.usage,
    400,
  ),
  'type-ambiguous': operator('"{type}" may mean {types}. Name the ones you mean', EXIT.usage, 400),
  'list-unknown': operator(
    'no list "{list}" is known{nearest}. "sundial reports" shows the lists of reports',
    EXIT.usage,
    404,
  ),
  'field-unknown': operator('unknown field "{field}"{nearest}', EXIT.usage, 400),
  'row-unknown': operator(
    'report {report} has no event in line {line}: it is a copy of another one, was set aside, or is no longer kept',
    EXIT.usage,
    404,
  ),
  'finding-unknown': operator(
    'no finding has an id that starts with "{id}". "sundial findings" lists findings with their ids',
    EXIT.usage,
    404,
  ),
  'report-changed': {
    message:
      'the report {type} of {date} was replaced while it was being sent. List the reports again, and download the new one',
    who: 'operator',
    retry: true,
    exit: EXIT.failed,
    http: 409,
  },
  'subject-unknown': operator(
    'nothing is known about "{subject}". "sundial findings --subject TEXT" searches for a part of a name',
    EXIT.usage,
    404,
  ),
} as const satisfies Record<string, ErrorRow>;
