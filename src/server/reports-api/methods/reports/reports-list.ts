// `reports/list`: lists the reports of the caller's constituents, with the ids by which they are downloaded.
import * as z from 'zod';
import { DownloadIds } from '../../downloads/download-ids.js';
import { fileNameOf } from '../../downloads/file-name.js';
import type { HolderReport } from '../../downloads/find-report.js';
import type { Answer, Caller, Method } from '../../method.js';
import { whole } from '../query/body.js';
import { holdersNamed } from '../query/holders.js';
import { limitOf } from '../row-limit.js';
import { daysOf, names, typesOf } from './dates-and-lists.js';

const body = z.object({
  reports: names.optional(),
  report: names.optional(),
  type: names.optional(),
  types: names.optional(),
  date: z.string().optional(),
  limit: whole.optional(),
});

type Body = z.output<typeof body>;

export const reportsList: Method<Body> = {
  name: 'reports/list',
  summary: 'Lists reports: the newest day first, at most 1,000 if no limit is stated.',
  body,
  help: ['date', 'limit', 'report', 'reports', 'type', 'types'],
  answer,
  deviations: [
    'A report is the part of all source reports of a type and day that belongs to one constituent, and `report` is the id of the constituent.',
    'An id changes when the content of its report changes, and the previous id then opens nothing. What upstream does with ids of reports that are issued again is not documented.',
    '`report` is accepted like `reports`, and `reports` and `type` may be a text or a list.',
    'Types have their names of today: `hp_ics_scan` of 2021 is accepted, and listed as `event4_honeypot_ics_scan`.',
    'An empty list of `reports`, `type` or `types` restricts nothing.',
    '`url` is omitted if the operator has not configured `public_url`.',
  ],
};

/** @throws SundialError `query-invalid`, `call-report-unknown` */
async function answer(given: Body, caller: Caller): Promise<Answer> {
  const limit = limitOf(given.limit, caller);
  const filter = {
    ...daysOf(given.date, caller.clock),
    types: typesOf(caller.catalogue, given.type, given.types),
  };
  const named = given.reports ?? given.report;
  // Some clients send the lists of their settings although they are empty.
  const { holders } = holdersNamed(named?.length === 0 ? undefined : named, caller);
  const lists = await Promise.all(
    holders.map(async (holder) => {
      const slices = await holder.store.slices.list(filter, limit);
      return slices.map((slice): HolderReport => ({ holder, slice }));
    }),
  );
  const reports = lists.flat().sort(inOrder).slice(0, limit);
  const ids = new DownloadIds(caller.idKey);
  return { value: reports.map((report) => listing(report, ids, caller)) };
}

function inOrder(a: HolderReport, b: HolderReport): number {
  if (a.slice.date !== b.slice.date) return a.slice.date < b.slice.date ? 1 : -1;
  if (a.slice.type !== b.slice.type) return a.slice.type < b.slice.type ? -1 : 1;
  return a.holder.id < b.holder.id ? -1 : 1;
}

/** The order of the members is upstream's. */
function listing(report: HolderReport, ids: DownloadIds, { downloadUrl }: Caller) {
  const { holder, slice } = report;
  const id = ids.of(holder.id, slice);
  const url = downloadUrl(id);
  return {
    id,
    type: slice.type,
    report: holder.id,
    file: fileNameOf(report),
    timestamp: slice.date,
    ...(url !== undefined && { url }),
  };
}
