// Checks that the double of Splunk's collector refuses the clients that Splunk refuses.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type SplunkDouble, startSplunk, TOKEN } from './testing/collector.js';

const CHANNEL = '0f8fad5b-d9cb-469f-a165-70867728950e';
const EVENT = JSON.stringify({
  time: 1_768_435_200,
  sourcetype: 'shadowserver:scan_ntp',
  event: { id: 'a' },
});

let splunk: SplunkDouble;
beforeAll(async () => {
  splunk = await startSplunk();
});
afterAll(() => splunk.stop());
beforeEach(() => {
  splunk.acknowledges = true;
});

interface Request {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const RIGHT = { authorization: `Splunk ${TOKEN}`, 'x-splunk-request-channel': CHANNEL };

async function ask({ path = 'event', method = 'POST', headers = RIGHT, body = EVENT }: Request) {
  const answer = await fetch(`${splunk.url}/services/collector/${path}`, {
    ...{ method, headers, ...(method === 'POST' && { body }) },
  });
  const text = await answer.text();
  return { status: answer.status, code: text.startsWith('{') ? JSON.parse(text).code : undefined };
}

it.each<[what: string, request: Request, status: number, code?: number]>([
  ['another path', { path: 'events' }, 404],
  ['another method', { method: 'GET' }, 405, 404],
  ['no token', { headers: {} }, 401, 2],
  ['another scheme', { headers: { authorization: `Bearer ${TOKEN}` } }, 401, 3],
  ['a wrong token', { headers: { authorization: `Splunk ${CHANNEL}` } }, 403, 4],
  ['no channel', { headers: { authorization: RIGHT.authorization } }, 400, 10],
  ['a channel that is no GUID', { headers: { ...RIGHT, 'x-splunk-request-channel': 'one' } }, 400, 11],
  ['no data', { body: '' }, 400, 5],
  ['a list', { body: `[${EVENT}]` }, 400, 6],
  ['a torn object', { body: EVENT.slice(0, -1) }, 400, 6],
  ['another member', { body: EVENT.replace('sourcetype', 'source_type') }, 400, 6],
  ['a time that is no number', { body: EVENT.replace(/"time":[\d.]+/, '"time":"now"') }, 400, 15],
  ['no event', { body: '{"time":1}' }, 400, 12],
  ['a blank event', { body: '{"time":1,"event":""}' }, 400, 13],
  ['an index of others', { body: EVENT.replace('{', '{"index":"others",') }, 400, 7],
  ['nested fields', { body: EVENT.replace('{', '{"fields":{"a":{"b":"c"}},') }, 400, 15],
  ['numbers that are none', { path: 'ack', body: '{"acks":["a"]}' }, 400, 6],
])('refuses %s', async (_what, request, status, code) => {
  expect(await ask(request)).toEqual({ status, code });
  expect(splunk.indexed).toEqual([]);
});

it('refuses questions about acknowledgement if the token has none', async () => {
  splunk.acknowledges = false;
  expect(await ask({ path: 'ack', body: '{"acks":[0]}' })).toEqual({ status: 400, code: 14 });
});

it('indexes an event once it is asked about in its own channel', async () => {
  expect(await ask({})).toEqual({ status: 200, code: 0 });
  const other = { ...RIGHT, 'x-splunk-request-channel': CHANNEL.replace('0f', '1f') };
  await ask({ path: 'ack', headers: other, body: '{"acks":[0]}' });
  expect(splunk.indexed).toEqual([]);
  await ask({ path: 'ack', body: '{"acks":[0]}' });
  expect(splunk.indexed).toHaveLength(1);
});
