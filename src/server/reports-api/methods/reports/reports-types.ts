// `reports/types`: lists the report types of which the caller has reports.
import * as z from 'zod';
import type { Answer, Caller, Method } from '../../method.js';
import { daysOf, flag } from './dates-and-lists.js';

const body = z.object({ date: z.string().optional(), detail: flag.optional() });

type Body = z.output<typeof body>;

export const reportsTypes: Method<Body> = {
  name: 'reports/types',
  summary: 'Lists the report types of which there are reports.',
  body,
  help: ['date', 'detail'],
  answer,
  deviations: [
    'With `detail`, a type has the members `type`, `name`, `severity` and `url`; upstream does not document which ones its types have.',
  ],
};

/** @throws SundialError `query-invalid` */
async function answer({ date, detail = false }: Body, caller: Caller): Promise<Answer> {
  const slices = await caller.store.slices.list(daysOf(date, caller.clock));
  const types = [...new Set(slices.map(({ type }) => type))].sort();
  return { value: detail ? types.map((type) => described(type, caller)) : types };
}

function described(type: string, { catalogue }: Caller) {
  const { name, severity, link = '' } = catalogue.describe(type);
  return { type, name, severity, url: link };
}
