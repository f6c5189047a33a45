// `reports/download`: the rows of one report as JSON, by its id, or by constituent, type and date.
import * as z from 'zod';
import { SundialError } from '../../../../domain/errors.js';
import { OriginalReport } from '../../../../query/index.js';
import { begun } from '../../../begun.js';
import { DownloadIds } from '../../downloads/download-ids.js';
import { findReport, type HolderReport } from '../../downloads/find-report.js';
import type { Answer, Caller, Method } from '../../method.js';
import { whole } from '../query/body.js';
import { holdersNamed } from '../query/holders.js';
import { limitOf } from '../row-limit.js';
import { daysOf } from './dates-and-lists.js';

const body = z.object({
  id: z.string().optional(),
  report: z.string().optional(),
  type: z.string().optional(),
  date: z.string().optional(),
  limit: whole.optional(),
});

type Body = z.output<typeof body>;

export const reportsDownload: Method<Body> = {
  name: 'reports/download',
  summary: 'Shows the rows of one report, by its id, or by its constituent, type and date.',
  body,
  help: ['date', 'id', 'limit', 'report', 'type'],
  answer,
  deviations: [
    'A report with more rows than an answer may have is refused if no limit is stated; `/dl/<id>` has all of its rows.',
    'Members have the order of the columns of the report.',
  ],
};

/** @throws SundialError `call-invalid`, `call-gone`, `report-changed`, `query-invalid`, `call-report-unknown` */
async function answer(given: Body, caller: Caller): Promise<Answer> {
  const { holder, slice } = await reportOf(given, caller);
  const limit = given.limit === undefined ? rowsOf(slice.events, caller) : limitOf(given.limit, caller);
  const report = await OriginalReport.open(holder.store, slice);
  const { parts } = await begun(report.json(limit, { signal: caller.signal }));
  return { parts };
}

async function reportOf({ id, report, type, date }: Body, caller: Caller): Promise<HolderReport> {
  const found =
    id === undefined
      ? await reportNamed({ report, type, date }, caller)
      : await findReport(id, new DownloadIds(caller.idKey), caller.holders);
  if (!found) throw new SundialError('call-gone');
  return found;
}

async function reportNamed(
  { report, type, date }: Pick<Body, 'report' | 'type' | 'date'>,
  caller: Caller,
): Promise<HolderReport | undefined> {
  if (report === undefined || type === undefined || date === undefined)
    throw new SundialError('call-invalid', {
      field: 'id',
      problem: 'expected an id, or report, type and date',
    });
  const [holder] = holdersNamed([report], caller).holders;
  const { from, to } = daysOf(date, caller.clock);
  if (from !== to) throw new SundialError('call-invalid', { field: 'date', problem: 'expected one day' });
  const slice = await holder!.store.slices.find(caller.catalogue.resolve(type), from!);
  return slice && { holder: holder!, slice };
}

/** A part of a report that looks like all of it would be wrong. */
function rowsOf(events: number, { maxRows }: Caller): number {
  if (events <= maxRows) return events;
  throw new SundialError('query-invalid', {
    place: 'limit',
    problem: `the report has ${events} rows, and an answer at most ${maxRows}. Download the report as CSV, or state a limit`,
  });
}
