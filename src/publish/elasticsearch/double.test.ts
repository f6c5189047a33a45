// Checks that the double of Elasticsearch refuses the clients that Elasticsearch refuses.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { API_KEY, type ElasticsearchDouble, startElasticsearch } from './testing/double.js';

const STREAM = 'logs-shadowserver.scan_ntp-default';
const DOCUMENT = '{"@timestamp":"2026-01-15T00:00:00Z","source":{"port":123}}';
const RIGHT = { authorization: `ApiKey ${API_KEY}`, 'content-type': 'application/x-ndjson' };

let double: ElasticsearchDouble;
beforeAll(async () => {
  double = await startElasticsearch();
  const properties = { source: { properties: { port: { type: 'long' } } } };
  double.cluster.components.set('mappings', { template: { mappings: { properties } } });
  const template = { index_patterns: ['logs-shadowserver.*'], data_stream: {}, composed_of: ['mappings'] };
  double.cluster.templates.set('shadowserver', template);
  double.cluster.makeStream(STREAM);
});
afterAll(() => double.stop());

interface Request {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask({ path = `${STREAM}/_bulk`, method = 'POST', headers = RIGHT, body = '' }: Request) {
  const answer = await fetch(`${double.url}/${path}`, { method, headers, ...(body !== '' && { body }) });
  const json = (await answer.json()) as {
    readonly error?: { readonly type: string };
    readonly items?: readonly Readonly<Record<string, { readonly status: number }>>[];
  };
  return {
    status: answer.status,
    type: json.error?.type,
    items: json.items?.map((item) => Object.values(item)[0]!),
  };
}

const create = (id: string | undefined, document = DOCUMENT) =>
  `${JSON.stringify({ create: { _id: id } })}\n${document}\n`;
const TEXT_TYPE = { ...RIGHT, 'content-type': 'text/plain' };
const JSON_TYPE = { ...RIGHT, 'content-type': 'application/json' };

it.each<[what: string, request: Request, status: number, type: string]>([
  ['no sign-in', { headers: {}, body: create('a') }, 401, 'security_exception'],
  ['another media type', { headers: TEXT_TYPE, body: create('a') }, 406, 'media_type_header_exception'],
  ['another path', { path: `${STREAM}/_bulks`, body: create('a') }, 406, 'media_type_header_exception'],
  ['another method', { path: `${STREAM}/_doc`, method: 'DELETE' }, 405, 'illegal_argument_exception'],
  ['no line break at the end', { body: create('a').trimEnd() }, 400, 'illegal_argument_exception'],
  ['an action without a document', { body: '{"create":{"_id":"a"}}\n' }, 400, 'illegal_argument_exception'],
  ['lines that are no JSON', { body: 'create\na\n' }, 400, 'illegal_argument_exception'],
  ['an unknown stream', { path: 'logs-other/_bulk', body: create('a') }, 404, 'index_not_found_exception'],
  [
    'a stream that is there',
    { path: `_data_stream/${STREAM}`, method: 'PUT' },
    400,
    'resource_already_exists_exception',
  ],
  [
    'a stream without a template',
    { path: '_data_stream/other', method: 'PUT' },
    400,
    'illegal_argument_exception',
  ],
  [
    'a template of components that are not there',
    {
      path: '_index_template/x',
      method: 'PUT',
      headers: JSON_TYPE,
      body: '{"index_patterns":[],"composed_of":["y"]}',
    },
    400,
    'invalid_index_template_exception',
  ],
])('refuses %s', async (_what, request, status, type) => {
  expect(await ask(request)).toMatchObject({ status, type });
  expect(double.cluster.documents()).toEqual([]);
});

it('answers each document by itself, takes the lines as JSON too, and makes an id for one without', async () => {
  const bad = '{"@timestamp":"2026-01-15T00:00:00Z","source":{"port":"x"}}';
  const { status, items } = await ask({
    headers: JSON_TYPE,
    body:
      create('a') +
      create('a') +
      create('d').replace('create', 'index') +
      create('b', bad) +
      create('c', '{}') +
      create(undefined),
  });
  expect(status).toBe(200);
  expect(items!.map((item) => item.status)).toEqual([201, 409, 400, 400, 400, 201]);
  expect(double.cluster.documents()).toHaveLength(2);
});
