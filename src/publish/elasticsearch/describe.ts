// Describes the cluster of an output: its product and version, its data streams, and the rights of the sign-in.
import { z } from 'zod';
import { dataStreamPattern } from '../../mapping/index.js';
import type { OutputView } from '../output.js';
import type { Client } from './client.js';
import { read } from './streams.js';

const INFO = z.object({
  cluster_name: z.string(),
  version: z.object({ number: z.string(), distribution: z.string().optional() }),
});
const RIGHTS = z.object({
  has_all_requested: z.boolean(),
  cluster: z.record(z.string(), z.boolean()),
  index: z.record(z.string(), z.record(z.string(), z.boolean())),
});

/** Indices need these for batches, withdrawals and counts. */
const INDEX_RIGHTS = ['create_index', 'create_doc', 'read', 'delete', 'maintenance', 'view_index_metadata'];

/** @throws SundialError `elasticsearch-*` */
export async function describeCluster(client: Client, signal: AbortSignal): Promise<OutputView> {
  const { json } = await client.ask({ method: 'GET', path: '', signal });
  const { cluster_name, version } = read(client, INFO, json);
  const isOpenSearch = version.distribution === 'opensearch';
  if (!isOpenSearch) await requireRights(client, signal);
  const product = `${isOpenSearch ? 'OpenSearch' : 'Elasticsearch'} ${version.number}`;
  const { url, stream, template } = client.target;
  const streams = dataStreamPattern(stream);
  return {
    sentence: `events go to the data streams ${streams} of ${product} at ${url.host}`,
    facts: [
      ['cluster', cluster_name],
      ['product', product],
      ['data streams', streams],
      ['index template', template === '' ? 'none of Sundial' : template],
      ['encryption', url.protocol === 'https:' ? 'TLS' : 'none'],
    ],
  };
}

/** Elasticsearch tells about rights; a cluster without security knows no such question. */
async function requireRights(client: Client, signal: AbortSignal): Promise<void> {
  const { template, stream } = client.target;
  const names = [dataStreamPattern(stream)];
  const { status, json } = await client.ask({
    ...{ method: 'POST', path: '_security/user/_has_privileges', signal, also: [400, 404, 405, 500] },
    body: {
      cluster: template === '' ? ['monitor'] : ['monitor', 'manage_index_templates'],
      index: [{ names, privileges: INDEX_RIGHTS }],
    },
  });
  if (status !== 200) return;
  const { cluster, index } = read(client, RIGHTS, json);
  const all = [
    ...Object.entries(cluster),
    ...Object.values(index).flatMap((rights) => Object.entries(rights)),
  ];
  const missing = all.filter(([, has]) => !has).map(([right]) => right);
  if (missing.length > 0) throw client.error('elasticsearch-rights', `without ${missing.join(', ')}`);
}
