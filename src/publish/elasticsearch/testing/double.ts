// A cluster of Elasticsearch for tests, over HTTP: it refuses requests that a real one refuses. Each route names its page in
// Elastic's reference (https://www.elastic.co/docs/api/doc/elasticsearch).
import {
  type Answer,
  type Asked,
  type DoubleOptions,
  json,
  startDouble,
} from '../../../net/testing/http-double.js';
import { Cluster } from './cluster.js';

export const API_KEY = 'VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==';
export const USER = 'sundial';
export const PASSWORD = 'correct-horse-battery-staple';

export interface ElasticsearchDouble {
  readonly url: string;
  readonly port: number;
  readonly cluster: Cluster;
  readonly asked: readonly Asked[];
  /** Decides on a request after its sign-in; undefined = as the cluster answers. */
  answer: (asked: Asked) => Answer | undefined;
  /** Rights that the sign-in lacks. */
  lacks: readonly string[];
  stop(): Promise<void>;
}

export interface Product {
  readonly number: string;
  readonly distribution?: string;
}

const ELASTICSEARCH: Product = { number: '9.0.0' };
const SIGN_INS = [`ApiKey ${API_KEY}`, `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`];

export async function startElasticsearch(
  version: Product = ELASTICSEARCH,
  options: DoubleOptions = {},
): Promise<ElasticsearchDouble> {
  const cluster = new Cluster();
  const server = await startDouble((asked) => {
    // rest-apis/authentication: a missing or wrong sign-in is 401.
    if (!SIGN_INS.includes(asked.headers.authorization ?? ''))
      return failure(401, 'security_exception', 'missing authentication credentials');
    return double.answer(asked) ?? mediaTypeRefusal(asked) ?? route(asked, double, version);
  }, options);
  const double: ElasticsearchDouble = {
    ...{ url: server.url, port: Number(new URL(server.url).port), cluster, asked: server.asked },
    ...{ answer: () => undefined, lacks: [], stop: server.stop },
  };
  return double;
}

export const failure = (status: number, type: string, reason: string): Answer =>
  json({ error: { root_cause: [{ type, reason }], type, reason }, status }, status);

/** A body needs one of two media types (rest-apis/api-conventions); ndjson suits lines only, which _bulk also takes as JSON. */
function mediaTypeRefusal({ body, headers, url }: Asked): Answer | undefined {
  if (body === '') return undefined;
  const type = headers['content-type'] ?? '';
  const isLines = url.pathname.endsWith('/_bulk') && type === 'application/x-ndjson';
  return isLines || type === 'application/json'
    ? undefined
    : failure(406, 'media_type_header_exception', `Content-Type header [${type}] is not supported`);
}

type Double = Pick<ElasticsearchDouble, 'cluster' | 'lacks'>;

function route(asked: Asked, double: Double, version: Product): Answer {
  const path = decodeURIComponent(asked.url.pathname.slice(1));
  const [first = '', second = '', third = ''] = path.split('/');
  const { cluster } = double;
  switch (`${asked.method} ${first.startsWith('_') ? first : second}`) {
    case 'GET ':
      // operation-info
      return json({ name: 'node-1', cluster_name: 'test', version, tagline: 'You Know, for Search' });
    case 'POST _security':
      return version.distribution === undefined && third === '_has_privileges'
        ? privileges(asked, double.lacks)
        : failure(400, 'illegal_argument_exception', `no handler found for uri [/${path}]`);
    case 'GET _component_template':
      // operation-cluster-get-component-template
      return component(cluster, second);
    case 'PUT _component_template':
      // operation-cluster-put-component-template
      cluster.components.set(second, JSON.parse(asked.body));
      return json({ acknowledged: true });
    case 'GET _index_template':
      // operation-indices-get-index-template
      return cluster.templates.has(second)
        ? json({ index_templates: [{ name: second, index_template: cluster.templates.get(second) }] })
        : failure(404, 'resource_not_found_exception', `index template matching [${second}] not found`);
    case 'PUT _index_template':
      return putTemplate(asked, cluster, second);
    case 'GET _data_stream':
      return dataStream(cluster, second);
    case 'PUT _data_stream':
      return putDataStream(cluster, second);
    case 'POST _bulk':
      return bulk(asked, cluster, first);
    case 'POST _search':
      return search(asked, cluster, first);
    case 'POST _refresh':
      // operation-indices-refresh
      if (!first.includes('*') && !cluster.streams.has(first)) return noSuchIndex(first);
      cluster.refresh(first);
      return json({ _shards: { total: 1, successful: 1, failed: 0 } });
    case 'POST _delete_by_query':
      return deleteByQuery(asked, cluster, first);
    default:
      return failure(405, 'illegal_argument_exception', `Incorrect HTTP method for uri [/${path}]`);
  }
}

const noSuchIndex = (name: string) => failure(404, 'index_not_found_exception', `no such index [${name}]`);

/** operation-security-has-privileges */
function privileges({ body }: Asked, lacks: readonly string[]): Answer {
  const { cluster, index } = JSON.parse(body) as {
    cluster: string[];
    index: { names: string[]; privileges: string[] }[];
  };
  const rights = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, !lacks.includes(name)]));
  return json({
    ...{ username: USER, has_all_requested: lacks.length === 0, cluster: rights(cluster) },
    index: Object.fromEntries(
      index.flatMap(({ names, privileges: own }) => names.map((name) => [name, rights(own)])),
    ),
  });
}

function component({ components }: Cluster, name: string): Answer {
  return components.has(name)
    ? json({ component_templates: [{ name, component_template: components.get(name) }] })
    : failure(404, 'resource_not_found_exception', `component template matching [${name}] not found`);
}

/** operation-indices-put-index-template: components have to exist. */
function putTemplate({ body }: Asked, { components, templates }: Cluster, name: string): Answer {
  const template = JSON.parse(body) as { index_patterns: string[]; composed_of?: string[] };
  const missing = template.composed_of?.filter((each) => !components.has(each)) ?? [];
  if (missing.length > 0)
    return failure(
      ...([400, 'invalid_index_template_exception'] as const),
      `index_template [${name}] invalid, cause [component templates [${missing}] do not exist]`,
    );
  templates.set(name, template);
  return json({ acknowledged: true });
}

/** operation-indices-get-data-stream */
function dataStream({ streams }: Cluster, name: string): Answer {
  const indices = streams.get(name);
  if (!indices) return noSuchIndex(name);
  return json({
    data_streams: [{ name, indices: indices.map((index) => ({ index_name: index.name })), status: 'GREEN' }],
  });
}

/** operation-indices-create-data-stream */
function putDataStream(cluster: Cluster, name: string): Answer {
  if (cluster.streams.has(name))
    return failure(400, 'resource_already_exists_exception', `data_stream [${name}] already exists`);
  return cluster.makeStream(name)
    ? json({ acknowledged: true })
    : failure(
        400,
        'illegal_argument_exception',
        `no matching index template found for data stream [${name}]`,
      );
}

/**
 * operation-bulk: lines of actions and documents, of which the last one ends with a line break; a document without an id
 * gets one, so that a client that sends it again doubles it.
 */
function bulk({ body }: Asked, cluster: Cluster, stream: string): Answer {
  if (!body.endsWith('\n'))
    return failure(
      400,
      'illegal_argument_exception',
      'The bulk request must be terminated by a newline [\\n]',
    );
  if (!cluster.streams.has(stream)) return noSuchIndex(stream);
  const lines = body.split('\n').slice(0, -1);
  const items = [];
  for (let at = 0; at < lines.length; at += 2) {
    const action = (parsed(lines[at]!) ?? {}) as Record<string, { _id?: string }>;
    const [operation, { _id } = {}] = Object.entries(action)[0] ?? [];
    const document = parsed(lines[at + 1] ?? '');
    if (operation === undefined || !document)
      return failure(400, 'illegal_argument_exception', `Malformed action/metadata line [${at + 1}]`);
    const result =
      operation === 'create'
        ? cluster.create(stream, _id ?? `made-${cluster.documents().length}`, document)
        : onlyCreate(stream, _id);
    items.push({ [operation]: result });
  }
  return json({ errors: items.some((item) => Object.values(item)[0]!.status >= 300), items });
}

/** manage-data-stores/data-streams: any other operation fails, and those beside it in the request do not. */
function onlyCreate(stream: string, id: string | undefined) {
  const reason = 'only write ops with an op_type of create are allowed in data streams';
  const error = { type: 'illegal_argument_exception', reason };
  return { _index: stream, _id: id, status: 400, error };
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

interface Query {
  readonly query?: { readonly ids: { readonly values: string[] } };
  readonly aggs?: {
    readonly slices: { readonly composite: { readonly size: number; readonly after?: Key } };
  };
}

interface Key {
  readonly type: string;
  readonly date: number;
}

/** operation-search */
function search({ body }: Asked, cluster: Cluster, pattern: string): Answer {
  const { query, aggs } = JSON.parse(body) as Query;
  const visible = [...cluster.matching(pattern)]
    .flatMap(({ documents }) => [...documents.values()])
    .filter(({ isVisible }) => isVisible);
  if (aggs) return json({ aggregations: { slices: composite(visible, aggs.slices.composite) } });
  const wanted = new Set(query?.ids.values);
  const hits = visible.filter(({ _id }) => wanted.has(_id)).map(({ _id }) => ({ _id }));
  // filter_path leaves out what is empty.
  return json(hits.length > 0 ? { hits: { hits } } : {});
}

/** A composite aggregation over the two fields of a slice, in the order of its keys. */
function composite(
  documents: readonly { readonly source: Record<string, unknown> }[],
  { size, after }: { readonly size: number; readonly after?: Key },
) {
  const counts = new Map<string, number>();
  for (const { source } of documents) {
    // Documents without a field of the key are in no group (Elasticsearch, composite aggregation, missing_bucket).
    const { report } = source.shadowserver as { report?: { type: string; date: string } };
    if (!report) continue;
    const { type, date } = report;
    const key = JSON.stringify({ type, date: Date.parse(date) });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const keys = [...counts.keys()].toSorted();
  const from = after === undefined ? 0 : keys.indexOf(JSON.stringify(after)) + 1;
  const page = keys.slice(from, from + size);
  const buckets = page.map((key) => ({ key: JSON.parse(key) as Key, doc_count: counts.get(key)! }));
  return { buckets, ...(buckets.length > 0 && { after_key: buckets.at(-1)!.key }) };
}

/** operation-delete-by-query: it deletes what a search finds, in all indices of a data stream. */
function deleteByQuery({ body, url }: Asked, cluster: Cluster, pattern: string): Answer {
  if (!cluster.streams.has(pattern)) return noSuchIndex(pattern);
  const { query } = JSON.parse(body) as Query;
  const deleted = cluster.deleteVisible(pattern, query!.ids.values);
  if (url.searchParams.get('refresh') === 'true') cluster.refresh(pattern);
  return json({ took: 1, timed_out: false, deleted, version_conflicts: 0, failures: [] });
}
