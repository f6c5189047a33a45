// The data streams of a cluster: made when they are first needed, asked for documents, and freed of withdrawn ones.
import { z } from 'zod';
import type { Client } from './client.js';

const STREAMS = z.object({ data_streams: z.array(z.object({ indices: z.array(z.unknown()) })) });
const FOUND = z.object({ hits: z.object({ hits: z.array(z.object({ _id: z.string() })) }).optional() });
const DELETED = z.object({
  deleted: z.number().optional(),
  version_conflicts: z.number(),
  failures: z.array(z.unknown()),
  timed_out: z.boolean().optional(),
});

/** Ids in one query; an index refuses to return more than 10,000 results at once. */
const IDS = 1_000;

/**
 * Makes a data stream if it is missing. Without this, a cluster without a matching template would make a plain index.
 *
 * @returns the number of its indices
 * @throws SundialError `elasticsearch-*`
 */
export async function ensureStream(client: Client, stream: string, signal: AbortSignal): Promise<number> {
  const { status, json } = await client.ask({
    ...{ method: 'GET', path: `_data_stream/${stream}`, signal, also: [404] },
  });
  if (status !== 404) return read(client, STREAMS, json).data_streams[0]?.indices.length ?? 0;
  // 400: another process made it in the meantime, or no template makes data streams of this name.
  const made = await client.ask({ method: 'PUT', path: `_data_stream/${stream}`, signal, also: [400] });
  if (made.status === 400 && !JSON.stringify(made.json ?? '').includes('resource_already_exists_exception'))
    throw client.error('elasticsearch-refused', `no index template makes the data stream ${stream}`);
  return 1;
}

/**
 * Which of these documents a data stream has. An id is unique within one index only, so after a rollover the new index
 * would accept a document that an older one has.
 */
export async function idsIn(
  client: Client,
  stream: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const present = new Set<string>();
  for (let from = 0; from < ids.length; from += IDS) {
    const values = ids.slice(from, from + IDS);
    const { json } = await client.ask({
      ...{ method: 'POST', path: `${stream}/_search?filter_path=hits.hits._id`, signal },
      body: { size: values.length, _source: false, query: { ids: { values } } },
    });
    for (const { _id } of read(client, FOUND, json).hits?.hits ?? []) present.add(_id);
  }
  return present;
}

/** Deletes documents from all indices of a data stream. @throws SundialError `elasticsearch-*` */
export async function deleteAll(
  client: Client,
  stream: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const seen = await client.ask({ method: 'POST', path: `${stream}/_refresh`, signal, also: [404] });
  if (seen.status === 404) return;
  for (let from = 0; from < ids.length; from += IDS) {
    const { json } = await client.ask({
      ...{ method: 'POST', path: `${stream}/_delete_by_query?conflicts=proceed&refresh=true`, signal },
      body: { query: { ids: { values: ids.slice(from, from + IDS) } } },
    });
    const { version_conflicts, failures, timed_out } = read(client, DELETED, json);
    if (failures.length > 0 || version_conflicts > 0 || timed_out === true)
      throw client.error('elasticsearch-busy', 'not all withdrawn documents were deleted');
  }
}

/** @throws SundialError `elasticsearch-answer` */
export function read<T>(client: Client, form: z.ZodType<T>, json: unknown): T {
  const parsed = form.safeParse(json);
  if (!parsed.success) throw client.error('elasticsearch-answer', 'parts of it are missing');
  return parsed.data;
}
