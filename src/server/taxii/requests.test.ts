// Tests who may ask the TAXII server, what it accepts, and in which form it refuses.
import { expect, it, onTestFinished } from 'vitest';
import { type AccessKey, KeyRing, KeySet } from '../../access/index.js';
import { SILENT_LOG } from '../../domain/log.js';
import { microsecondsOf, textOfMicroseconds } from '../../domain/microseconds.js';
import type { ScopedStore } from '../../store/index.js';
import { makeHttp } from '../http.js';
import { AccessLog } from '../reports-api/access-log.js';
import type { Callers } from '../reports-api/callers.js';
import { FailedCalls } from '../reports-api/failed-calls.js';
import { Limiter } from '../reports-api/limiter.js';
import type { Caller } from '../reports-api/method.js';
import { addReportsApi } from '../reports-api/routes.js';
import { NOW, testKey } from '../reports-api/testing/keys.js';
import { Work } from '../work.js';
import { type Found, FoundObjects } from './found.js';
import { apiForm } from './refusal.js';
import { readObjectsQuery } from './request.js';

const TYPE = 'application/taxii+json;version=2.1';
const ROOT = '/taxii2/sundial/';
const OBJECTS = `${ROOT}collections/zoo/objects/`;

interface Asked {
  readonly method?: 'GET' | 'POST' | 'DELETE' | 'PUT';
  readonly authorization?: string;
  readonly accept?: string;
  readonly remoteAddress?: string;
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const CREDENTIALS = 'apikey-of-zoo:secret-of-zoo';

/** A server with one key for a constituent without rows. */
function open(more: Partial<AccessKey> = {}, isTaxii = true) {
  const lines: string[] = [];
  const clock = () => NOW;
  const accessLog = new AccessLog({ write: (line) => lines.push(line) }, clock);
  const app = makeHttp({
    ...{ log: SILENT_LOG, refusal: apiForm },
    began: (request, reply) => accessLog.began(request, reply),
  });
  onTestFinished(() => app.close());
  const store = {} as ScopedStore;
  const caller = { holders: [{ id: 'zoo', store }], store, maxRows: 10 } as unknown as Caller;
  const callers = { callerOf: async () => caller, taxiiContext: () => ({ publicUrl: '' }) };
  addReportsApi(app, {
    ...{ methods: [], uses: { used: () => 1 }, work: new Work(), isTaxii, accessLog },
    keys: new KeyRing(() => new KeySet([testKey('zoo', ['zoo'], more)], Buffer.alloc(32)), clock),
    callers: () => callers as unknown as Callers,
    limiter: new Limiter(() => 0),
    failedCalls: new FailedCalls(() => 0, { perSecond: 1, most: 2 }),
    limits: { requestsPerSecond: 100, requestsAtOnce: 100, seconds: 60 },
  });
  const ask = async (url: string, asked: Asked = {}) => {
    const { method = 'GET', authorization = basic(CREDENTIALS), accept, remoteAddress } = asked;
    const headers = {
      ...(authorization !== '' && { authorization }),
      ...(accept !== undefined && { accept }),
    };
    const answer = await app.inject({ method, url, headers, ...(remoteAddress && { remoteAddress }) });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      json: (answer.body === '' ? {} : answer.json()) as Record<string, unknown>,
    };
  };
  return { ask, lines };
}

it.each([
  ['name and password', basic(CREDENTIALS)],
  ['a bearer token', `Bearer ${CREDENTIALS}`],
  ['a token as taxii2-client sends it', `Token ${CREDENTIALS}`],
])('accepts %s', async (_name, authorization) => {
  const { ask } = open();
  const { status, headers, json } = await ask('/taxii2/', { authorization });
  expect([status, headers['content-type']]).toEqual([200, TYPE]);
  expect(json).toMatchObject({ title: 'Sundial', api_roots: [ROOT], default: ROOT });
});

it.each([
  ['no key', ''],
  ['a wrong secret', basic('apikey-of-zoo:wrong')],
  ['a wrong token', 'Bearer apikey-of-zoo:wrong'],
  ['a token without a secret', 'Token apikey-of-zoo'],
])('refuses %s, and names the schemes', async (_name, authorization) => {
  const { ask } = open();
  const { status, headers, json } = await ask('/taxii2/', { authorization });
  expect([status, headers['content-type']]).toEqual([401, TYPE]);
  expect(headers['www-authenticate']).toMatch(/^Basic realm.*Bearer realm/);
  expect(json).toEqual({
    title: 'Unauthorized',
    description: 'the API key or the signature is not valid',
    http_status: '401',
  });
});

it.each<[method: 'POST' | 'DELETE', path: string]>([
  ['POST', OBJECTS],
  ['DELETE', `${OBJECTS}report--1/`],
])('refuses %s %s without a key before it says that collections are read-only', async (method, path) => {
  const { ask } = open();
  for (let at = 0; at < 2; at++) {
    const { status, headers } = await ask(path, { method, authorization: '' });
    expect([status, headers['www-authenticate']]).toEqual([401, expect.stringMatching(/^Basic realm/)]);
  }
  expect((await ask(path, { method })).status).toBe(429);
});

it('refuses an address after many failures, secrets without TLS, and keys for other methods', async () => {
  const { ask } = open();
  for (let at = 0; at < 2; at++) await ask('/taxii2/', { authorization: '' });
  const limited = await ask('/taxii2/', { authorization: '' });
  expect([limited.status, limited.headers['retry-after']]).toEqual([429, '1']);
  for (const authorization of [basic(CREDENTIALS), `Bearer ${CREDENTIALS}`])
    expect((await open().ask('/taxii2/', { authorization, remoteAddress: '192.0.2.9' })).status).toBe(403);
  expect((await open({ methods: ['reports/list'] }).ask('/taxii2/')).status).toBe(403);
  expect((await open({ methods: ['taxii2/read'] }).ask('/taxii2/')).status).toBe(200);
});

it.each([
  [undefined, 200],
  ['*/*', 200],
  [TYPE, 200],
  ['application/taxii+json', 200],
  ['application/taxii+json; version=2.1', 200],
  ['text/html, application/taxii+json;version="2.1";q=0.5', 200],
  ['application/vnd.oasis.taxii+json; version=2.0', 406],
  ['application/taxii+json;version=2.0', 406],
  ['application/taxii+json;version=2.1;q=0', 406],
  ['application/json', 406],
])('answers Accept %s with %i', async (accept, status) => {
  const { ask } = open();
  expect((await ask(ROOT, accept === undefined ? {} : { accept })).status).toBe(status);
});

it('describes the API root and collections', async () => {
  const { ask } = open();
  expect((await ask(ROOT)).json).toMatchObject({ versions: [TYPE], max_content_length: expect.any(Number) });
  const { json } = await ask(`${ROOT}collections/`);
  expect(json.collections).toMatchObject([
    { alias: 'zoo', can_read: true, can_write: false, media_types: ['application/stix+json;version=2.1'] },
  ]);
});

it.each<[method: NonNullable<Asked['method']>, path: string, status: number]>([
  ['GET', `${ROOT}collections/farm/`, 404],
  ['GET', `${ROOT}collections/farm/objects/`, 404],
  ['GET', `${ROOT}collections/farm/manifest/`, 404],
  ['GET', `${ROOT}status/1/`, 404],
  ['GET', '/taxii2/other/', 404],
  ['GET', '/taxii2/other', 404],
  ['POST', '/taxii2', 405],
  ['POST', OBJECTS, 403],
  ['DELETE', `${OBJECTS}report--1/`, 403],
  ['PUT', OBJECTS, 405],
  ['DELETE', OBJECTS, 405],
  ['POST', `${ROOT}collections/zoo/manifest/`, 405],
  ['GET', `${OBJECTS}?limit=0`, 400],
  ['GET', `${OBJECTS}?limit=-1`, 400],
  ['GET', `${OBJECTS}?limit=x`, 400],
  ['GET', `${OBJECTS}?added_after=yesterday`, 400],
  ['GET', `${OBJECTS}?added_after=2026-03-01`, 400],
  ['GET', `${OBJECTS}?next=**`, 400],
  ['GET', `${OBJECTS}?next=abc`, 400],
  ['GET', `${OBJECTS}?match[version]=newest`, 400],
  ['GET', `${OBJECTS}?match[version]=all,last`, 400],
  ['GET', `${OBJECTS}?match[version]=first,last,first`, 400],
  ['GET', `${OBJECTS}?match[version]=2018-03-02T01:01:01.123Z,2018-03-02T01:01:01.123Z`, 400],
  ['GET', `${OBJECTS}?match[typ]=report`, 400],
  ['GET', `${OBJECTS}?match[id]=x`, 400],
  ['GET', `${OBJECTS}?limit=1&limit=2`, 400],
])('%s %s is answered with %i, as TAXII says errors', async (method, path, status) => {
  const { ask } = open();
  const { headers, json, ...answer } = await ask(path, { method });
  expect([answer.status, headers['content-type']]).toEqual([status, TYPE]);
  expect(json).toMatchObject({ title: expect.stringMatching(/^\w/), http_status: String(status) });
});

it.each([
  ['/taxii2', '/taxii2/'],
  [`${ROOT}collections/zoo/objects?limit=1&match[type]=report`, `${OBJECTS}?limit=1&match[type]=report`],
])('leads %s to the address with a slash, also without a key', async (path, expected) => {
  const { status, headers } = await open().ask(path, { authorization: '' });
  expect([status, headers.location]).toEqual([308, expected]);
});

it('is off unless it is configured', async () => {
  expect((await open({}, false).ask('/taxii2/')).status).toBe(404);
});

it('logs what was asked, without secrets', async () => {
  const { ask, lines } = open();
  await ask(`${ROOT}collections/farm/objects/?limit=5`, { authorization: `Bearer ${CREDENTIALS}` });
  expect(JSON.parse(lines[0]!)).toMatchObject({
    ...{ key: 'zoo', constituents: ['zoo'], method: 'taxii2/objects', status: 404 },
    parameters: { collection: 'farm', limit: '5' },
  });
  expect(lines.join('')).not.toMatch(/secret-of|apikey-of/);
});

const AT = '2018-03-02T01:01:01.123Z';
it.each<[list: string | undefined, versions: 'all' | [isFirst: boolean, isLast: boolean, times: string[]]]>([
  [undefined, [false, true, []]],
  ['last', [false, true, []]],
  ['all', 'all'],
  ['last,first', [true, true, []]],
  [`first,${AT},last`, [true, true, [AT]]],
  [`${AT},last`, [false, true, [AT]]],
  [`2018-03-02T01:01:01Z,${AT}`, [false, false, ['2018-03-02T01:01:01Z', AT]]],
])('reads the versions %s as any of them', (list, expected) => {
  const { versions } = readObjectsQuery({ 'match[version]': list });
  if (expected === 'all') expect(versions).toBe('all');
  else {
    const [isFirst, isLast, times] = expected;
    expect(versions).toEqual({ isFirst, isLast, times: new Set(times.map(microsecondsOf)) });
  }
});

const found = (id: string, version: string, date: number): Found => ({ id, version, date, text: 'x' });
it.each<[list: string, dates: number[]]>([
  ['all', [1, 2, 3, 4]],
  ['last', [2, 5]],
  ['first', [1, 2]],
  ['first,last', [1, 2, 5]],
  ['2026-01-02T00:00:00Z,last', [2, 3, 5]],
  ['2026-01-01T00:00:00Z,2026-01-02T00:00:00Z', [1, 3]],
])('answers the versions %s, each once and in their order', (list, dates) => {
  const objects = new FoundObjects(readObjectsQuery({ 'match[version]': list }).versions);
  const all = [
    ...[found('a', '2026-01-01T00:00:00Z', 1), found('b', '2026-01-05T00:00:00Z', 2)],
    ...[found('a', '2026-01-02T00:00:00Z', 3), found('a', '2026-01-03T00:00:00Z', 4)],
    // The same version again, as of the author with each report.
    found('a', '2026-01-03T00:00:00Z', 5),
  ];
  for (const one of all) {
    const before = objects.size;
    const isMore = objects.isMore(one);
    objects.add(one);
    expect(objects.size > before).toBe(isMore);
  }
  expect(objects.all.map(({ date }) => date)).toEqual(dates);
  expect(objects.bytes).toBe(dates.length);
});

it.each([
  ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000000Z'],
  ['2026-03-01T12:00:00.5z', '2026-03-01T12:00:00.500000Z'],
  ['2026-03-01T14:00:00.123456789+02:00', '2026-03-01T12:00:00.123456Z'],
])('reads the time %s', (text, same) => {
  expect(textOfMicroseconds(microsecondsOf(text)!)).toBe(same);
});
