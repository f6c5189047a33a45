// reports/query: the events that match conditions on any of the reports' fields, or the counted values of a field.
import * as z from 'zod';
import { API_FIELDS } from '../../../../query/index.js';
import type { Answer, Caller, Method } from '../../method.js';
import { forClient, queriesOf } from './ask.js';
import { fields, refusePrototype, report, values } from './body.js';
import { eventsOf } from './events.js';
import { facetOf } from './facet.js';
import { requireFilter } from './filters.js';
import { holdersNamed } from './holders.js';
import { part, readPart } from './part.js';

const body = z.preprocess(
  refusePrototype,
  z
    .object({ ...part, query: fields.optional(), facet: z.string().min(1).optional(), report })
    // Upstream's documentation has conditions beside `query` as well.
    .catchall(values),
);

type Body = z.output<typeof body>;

export const reportsQuery: Method<Body> = {
  name: 'reports/query',
  summary: 'Finds events by the values of their fields, or counts the values of one field.',
  body,
  help: [...API_FIELDS, 'type'].toSorted(),
  answer: (given, caller) => forClient(() => answer(given, caller)),
  deviations: [
    'The conditions of `query` may be written beside it, as in one of the examples of 2021; both have to be met.',
    'Operators besides `|` and `!`, ranges, wildcards in other fields than `domain`, and fields that are not in the help are additions: see docs/reference/query-fields.md. A text that begins with `>=`, `<=`, `=` or `&` is compared literally after `=`.',
    'Every column of the reports is a field. Fields that no report has, such as `isp_name`, match nothing; an unknown name is refused.',
    '`domain` is the column `domain` of a report that has one, otherwise `hostname`.',
    '`type` finds a category as upstream, such as `scan`, and also one report type, such as `scan_ssl`. In an event and in a facet it is the category; `report_type` is the report type.',
    'Tags are compared exactly, all other texts without regard to the case of the letters A to Z.',
    '`date` selects report dates. Without it, events of all stored days are found.',
    'Events without `sort` come in ascending order of time, as in the examples of 2021; upstream does not document it.',
    'An event has the columns of its report, in the order of its header, and no others: no `rip`, `sid`, `asn_name` or `isp_name`, which reports do not have.',
    '`limit` may be at most 10000, and more is refused. Pages end after 1000000 rows; upstream ends after 10000.',
    'With several reports, a query without `report` covers all of them, and each event appears once.',
  ],
};

async function answer(given: Body, caller: Caller): Promise<Answer> {
  const { query = {}, facet, report: names, date, sort, limit, page, ...beside } = given;
  const asked = holdersNamed(names, caller);
  if (caller.requiresFilter) requireFilter([query, beside], asked.holders);
  const queries = queriesOf(asked.store, caller);
  const whole = {
    ...readPart({ date, sort, limit, page }, 'ascending', caller),
    query,
    any: [{ query: beside }],
  };
  if (facet === undefined) return { value: await eventsOf(queries, whole, caller) };
  return { value: await facetOf(queries, { ...whole, facet }, caller) };
}
