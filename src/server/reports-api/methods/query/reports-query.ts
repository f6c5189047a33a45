// reports/query: the events that match conditions on any of the reports' fields, or the counted values of a field.
import * as z from 'zod';
import { API_FIELDS } from '../../../../query/index.js';
import type { Answer, Caller, Method } from '../../method.js';
import { queriesOf } from './ask.js';
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
  answer,
  deviations: [
    'Conditions may stand beside `query` as well, as in one of the examples of 2021; all have to be met. Other members are therefore refused as unknown fields.',
    'A query names a holding if a value of `geo`, `asn`, `ip`, `domain`, `hostname` or of the same fields of the target (`dst_geo`, ...) is a country or system that you hold, or lies in a network or domain that you hold. The option `api_requires_filter` can permit other queries.',
    'Operators besides `|` and `!`, ranges, wildcards in other fields than `domain`, and fields that are not in the help are additions: see [query fields](query-fields.md). To find a text that begins with an operator, write `=` before it.',
    'Every column of your reports is a field. Fields that no report has, such as `isp_name`, match nothing; an unknown name is refused.',
    '`domain` is the column `domain` of reports that have one, otherwise `hostname`.',
    '`type` finds a category as upstream, such as `scan`, and also one report type, such as `scan_ssl`. In a facet `type` counts categories, and `report_type` counts report types.',
    'Tags are compared exactly, all other texts without regard to the case of the letters A to Z.',
    '`date` selects report dates. Without it, events of all stored days are found.',
    'Without `sort`, events come in ascending order of time, as in the examples of 2021; upstream does not document it.',
    'An event has the columns of its report in the order of its header, without empty values, then `report_type` and the category in `type`. It has no `rip`, `sid`, `asn_name` or `isp_name`, because reports do not have these columns.',
    'A `limit` above 10000 is refused. Pages reach 1000000 rows; upstream ends after 10000.',
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
