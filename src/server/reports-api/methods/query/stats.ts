// reports/stats: the number of events for each day and report type.
import * as z from 'zod';
import { SundialError } from '../../../../domain/errors.js';
import { readDays, typesNamed } from '../../../../query/index.js';
import type { ScopedStore } from '../../../../store/index.js';
import type { Answer, Caller, Method } from '../../method.js';
import { report, values } from './body.js';
import { holdersNamed, idsOf } from './holders.js';

const body = z.object({ date: z.string().optional(), report, type: values.optional() });

type Body = z.output<typeof body>;

/** The first row of an answer. */
const TITLES = ['date', 'type', 'events'];

/** Upstream's default. */
const PREVIOUS_DAY = '-1';

export const reportsStats: Method<Body> = {
  name: 'reports/stats',
  summary: 'Counts the events of each day and report type.',
  body,
  help: ['date', 'report', 'type'],
  answer,
  deviations: [
    'Types are written with `_`, as in file names; upstream wrote `-` in 2021. Both are accepted in `type`, and a category such as `scan` covers its types.',
    'Several reports in `report` are counted together, and each event once.',
    'The order is that of dates, then of types; days and types without events are omitted.',
  ],
};

/** @throws SundialError `call-report-needed` if the caller has several reports and names none */
async function answer({ date = PREVIOUS_DAY, report: names, type }: Body, caller: Caller): Promise<Answer> {
  if (!names && caller.holders.length > 1)
    throw new SundialError('call-report-needed', { reports: idsOf(caller.holders) });
  const { store } = holdersNamed(names, caller);
  const { from, to } = readDays(date, caller.clock, 'date');
  const types = type && (await typesOf(type, store, caller));
  const newestFirst = await store.slices.list({ from, to, types });
  const rows = newestFirst.map(({ date, type, events }) => [date, type, events] as const);
  return { value: [TITLES, ...rows.sort(([a, type], [b, other]) => compare(a, b) || compare(type, other))] };
}

async function typesOf(
  names: readonly string[],
  { events }: ScopedStore,
  { catalogue }: Caller,
): Promise<string[]> {
  const { types } = await events.facts();
  return names.flatMap((name) => typesNamed(name, catalogue, types));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
