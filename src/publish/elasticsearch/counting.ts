// Counts the events of each report type and date in the data streams.
import { z } from 'zod';
import { dateOf } from '../../domain/days.js';
import { dataStreamPattern } from '../../mapping/index.js';
import type { SliceCount } from '../output.js';
import type { Client } from './client.js';
import { read } from './streams.js';

/** Groups in one answer. */
const PAGE = 1_000;

const KEY = z.object({ type: z.string(), date: z.number() });
const COUNTED = z.object({
  aggregations: z
    .object({
      slices: z.object({
        after_key: KEY.optional(),
        buckets: z.array(z.object({ key: KEY, doc_count: z.number() })),
      }),
    })
    .optional(),
});

export async function countEvents(client: Client, signal: AbortSignal): Promise<SliceCount[]> {
  const place = dataStreamPattern(client.target.stream);
  await client.ask({ method: 'POST', path: `${place}/_refresh`, signal, also: [404] });
  const counts: SliceCount[] = [];
  let after: z.infer<typeof KEY> | undefined;
  do {
    const { json } = await client.ask({
      ...{ method: 'POST', path: `${place}/_search?filter_path=aggregations`, signal },
      body: { size: 0, aggs: { slices: { composite: compositeOf(after) } } },
    });
    const { buckets = [], after_key } = read(client, COUNTED, json).aggregations?.slices ?? {};
    for (const { key, doc_count: events } of buckets)
      counts.push({ type: key.type, date: dateOf(new Date(key.date)), events });
    after = after_key;
  } while (after !== undefined);
  return counts;
}

function compositeOf(after: object | undefined) {
  return {
    size: PAGE,
    sources: [
      { type: { terms: { field: 'shadowserver.report.type' } } },
      { date: { terms: { field: 'shadowserver.report.date' } } },
    ],
    ...(after && { after }),
  };
}
