// reports/device-info: what the reports on identified devices say about an address, a system or a country.
import * as z from 'zod';
import type { Answer, Caller, Method } from '../../method.js';
import { queriesOf } from './ask.js';
import { report, values } from './body.js';
import { eventsOf } from './events.js';
import { requireFilter } from './filters.js';
import { holdersNamed } from './holders.js';
import { part, readPart } from './part.js';

/** The report types with identified devices. */
const TYPES = ['device_id', 'device_id6'];

const attributes = { ip: values.optional(), asn: values.optional(), geo: values.optional() };

const body = z.object({
  ...part,
  query: z
    .strictObject(attributes)
    .refine((query) => Object.keys(query).length > 0, { error: 'expected ip, asn or geo' }),
  report,
});

type Body = z.output<typeof body>;

export const deviceInfo: Method<Body> = {
  name: 'reports/device-info',
  summary: 'Shows the devices that were identified at an address, in a system or in a country.',
  body,
  help: Object.keys(attributes),
  answer,
  deviations: [
    'The rows are those of the report types `device_id` and `device_id6`, in the form of reports/query, the newest first; upstream does not document the form.',
    '`date`, `sort`, `limit`, `page` and `report` are additions, with the meaning that they have in reports/query.',
  ],
};

async function answer(given: Body, caller: Caller): Promise<Answer> {
  const { query, report: names, ...asked } = given;
  const { holders, store } = holdersNamed(names, caller);
  const conditions = Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string[]] => entry[1] !== undefined),
  );
  if (caller.requiresFilter) requireFilter([conditions], holders);
  const wanted = { ...readPart(asked, 'descending', caller), type: TYPES, query: conditions };
  return { value: await eventsOf(queriesOf(store, caller), wanted, caller) };
}
