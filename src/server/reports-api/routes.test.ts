// Tests how calls of the Reports API are limited, stopped and sent, with methods of the test and without a store.
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { KeyRing, KeySet, signatureOf } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import { SILENT_LOG } from '../../domain/log.js';
import { makeHttp } from '../http.js';
import { Work } from '../work.js';
import { AccessLog, type FinishedAccess } from './access-log.js';
import type { Callers } from './callers.js';
import { FailedCalls } from './failed-calls.js';
import { Limiter } from './limiter.js';
import type { Answer, Caller, Method } from './method.js';
import { upstreamForm } from './refusal.js';
import { addReportsApi } from './routes.js';
import { NOW, testKey } from './testing/keys.js';

type Given = Pick<Method, 'answer'>['answer'];

const KEY = testKey('zoo', ['zoo']);
const clock = () => NOW;
let accesses: Record<string, unknown>[] = [];
let finished: FinishedAccess[] = [];
let work = new Work();
beforeEach(() => {
  accesses = [];
  finished = [];
  work = new Work();
});

interface Around {
  readonly pause?: () => Promise<void>;
  readonly trustedProxies?: readonly string[];
}

/** A server with one method, which the given key may call. */
function serve(answer: Given, key = KEY, { pause, trustedProxies = [] }: Around = {}) {
  const writer = { write: (line: string) => accesses.push(JSON.parse(line)) };
  const accessLog = new AccessLog(writer, clock, (access) => finished.push(access));
  const app = makeHttp({
    log: SILENT_LOG,
    refusal: upstreamForm,
    trustedProxies,
    began: (request, reply) => accessLog.began(request, reply),
  });
  onTestFinished(() => app.close());
  const method: Method = { name: 'test/it', summary: '', body: z.object({}), answer };
  const callerOf = async (_key: unknown, _about: unknown, signal: AbortSignal) => ({ signal }) as Caller;
  addReportsApi(app, {
    methods: [method],
    keys: new KeyRing(() => new KeySet([key], Buffer.alloc(32)), clock),
    uses: { used: () => 1 },
    callers: () => ({ callerOf }) as unknown as Callers,
    limiter: new Limiter(() => 0, pause),
    failedCalls: new FailedCalls(() => 0, { perSecond: 1, most: 3 }),
    limits: { requestsPerSecond: 3, requestsAtOnce: 2, seconds: 60 },
    isTaxii: false,
    accessLog,
    work,
  });
  const { apikey, secret } = key.credentials!;
  const payload = JSON.stringify({ apikey: apikey.reveal() });
  const headers = { hmac2: signatureOf(secret, Buffer.from(payload)) };
  return {
    app,
    ask: (remoteAddress = '127.0.0.1') =>
      app.inject({ method: 'POST', url: '/api2/test/it', payload, headers, remoteAddress }),
    payload,
    headers,
  };
}

/** An answer that a test gives when it wants to. */
function held() {
  let give: (answer: Answer) => void = () => {};
  const answer = new Promise<Answer>((resolve) => {
    give = resolve;
  });
  return { answer, give };
}

const parts = (...texts: (string | Error)[]) =>
  (async function* () {
    for (const text of texts) {
      if (text instanceof Error) throw text;
      yield Buffer.from(text);
    }
  })();

it('refuses more requests at once than permitted, until one is answered', async () => {
  const { answer, give } = held();
  const { ask } = serve(() => answer, { ...KEY, limits: { requestsAtOnce: 1 } });
  const first = ask();
  await setImmediate();
  const refused = await ask();
  expect([refused.statusCode, refused.headers['retry-after'], refused.json()]).toEqual([
    429,
    '1',
    { error: 'too many requests. Try again in 1 s' },
  ]);
  give({ value: 7 });
  expect((await first).json()).toBe(7);
  expect((await ask()).statusCode).toBe(200);
});

it('refuses a request that would wait too long for its turn', async () => {
  const { ask } = serve(async () => ({ value: [] }), { ...KEY, limits: { requestsPerSecond: 0.1 } });
  const [first, next] = [await ask(), await ask()];
  expect([first.statusCode, next.statusCode, next.headers['retry-after']]).toEqual([200, 429, '10']);
});

describe('calls that no key signs', () => {
  const unsigned = { method: 'POST', url: '/api2/test/it', payload: '{}' } as const;

  it('are refused before their body is read after some from one address, as is everything else from there', async () => {
    const { app, ask } = serve(async () => ({ value: [] }));
    const changes = { method: 'GET', url: '/v1/events' } as const;
    const answers = [await app.inject(unsigned), await app.inject({ ...unsigned, payload: '{' })];
    answers.push(
      await app.inject(changes),
      await app.inject(unsigned),
      await app.inject(changes),
      await ask(),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 400, 401, 429, 429, 429]);
    expect(answers.at(-1)!.headers['retry-after']).toBe('1');
    const tooLarge = await app.inject({ ...unsigned, payload: Buffer.alloc(2_000_000) });
    expect(tooLarge.statusCode).toBe(429);
    expect((await ask('192.0.2.9')).statusCode).toBe(200);
  });

  it.each([
    ['one address', '192.0.2.9', '192.0.2.9', 429],
    ['another address', '192.0.2.9', '192.0.2.10', 401],
    ['the same network of IPv6', '2001:db8::1', '2001:db8::ffff:1', 429],
    ['another network of IPv6', '2001:db8::1', '2001:db8:0:1::1', 401],
  ])('are counted behind a trusted proxy: %s', async (_, first, second, status) => {
    const { app } = serve(async () => ({ value: [] }), KEY, { trustedProxies: ['127.0.0.1'] });
    const from = (address: string) =>
      app.inject({ ...unsigned, headers: { 'x-forwarded-for': `198.51.100.1, ${address}` } });
    for (let call = 0; call < 3; call++) expect((await from(first)).statusCode).toBe(401);
    expect((await from(second)).statusCode).toBe(status);
  });

  it('are not told apart by what clients say about themselves', async () => {
    const { app } = serve(async () => ({ value: [] }));
    const statuses: number[] = [];
    for (let call = 0; call < 4; call++) {
      const headers = { 'x-forwarded-for': `192.0.2.${call}` };
      statuses.push((await app.inject({ ...unsigned, headers })).statusCode);
    }
    expect(statuses).toEqual([401, 401, 401, 429]);
  });
});

it('tells of each request what it was, without key and client', async () => {
  const { app, ask, payload } = serve(async () => ({ value: [1, 2] }));
  await ask();
  await app.inject({ method: 'POST', url: '/api2/test/it', payload });
  await app.inject({ method: 'GET', url: '/nothing/here' });
  await app.inject({ method: 'POST', url: '/api2/test/it', payload: Buffer.alloc(2_000_000) });
  const [seconds, bytes] = [expect.any(Number), expect.any(Number)];
  expect(finished).toEqual([
    { method: 'test/it', status: 200, refusal: undefined, seconds, rows: 2, bytes },
    { method: undefined, status: 401, refusal: 'call-refused', seconds, rows: 0, bytes },
    { method: undefined, status: 404, refusal: 'route-unknown', seconds, rows: 0, bytes },
    { method: undefined, status: 413, refusal: 'request-refused', seconds, rows: 0, bytes },
  ]);
});

it('stops a request whose time is up', async () => {
  const untilStopped: Given = (_body, { signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new SundialError('query-cancelled'))),
    );
  const { ask } = serve(untilStopped, { ...KEY, limits: { seconds: 0.02 } });
  const { statusCode, payload } = await ask();
  expect([statusCode, payload]).toEqual([503, expect.stringContaining('longer than permitted')]);
});

it('keeps no place for a client that leaves while it waits for its turn', async () => {
  let [waits, goOn] = [0, () => {}];
  const pause = () => {
    waits += 1;
    return new Promise<void>((resolve) => {
      goOn = resolve;
    });
  };
  const stopped: boolean[] = [];
  const answer: Given = async (_body, { signal }) => {
    stopped.push(signal.aborted);
    return { value: [] };
  };
  const key = { ...KEY, limits: { requestsPerSecond: 1, requestsAtOnce: 1 } };
  const { app, ask, headers, payload } = serve(answer, key, { pause });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  await ask();
  const leaving = new AbortController();
  const asked = fetch(`${address}/api2/test/it`, {
    ...{ method: 'POST', body: payload, headers },
    signal: leaving.signal,
  });
  await expect.poll(() => waits).toBe(1);
  leaving.abort();
  await expect(asked).rejects.toThrow();
  await expect.poll(() => accesses).toHaveLength(2);
  goOn();
  const next = ask();
  await expect.poll(() => waits).toBe(2);
  goOn();
  expect((await next).statusCode).toBe(200);
  expect(stopped).toEqual([false, true, false]);
});

describe('an answer in parts', () => {
  it('is sent as it is made, and its rows are counted', async () => {
    const { ask } = serve(async () => ({ parts: parts('[1,', '2]'), rows: () => 2 }));
    const { headers, payload } = await ask();
    expect([payload, headers['content-type']]).toEqual(['[1,2]', 'application/json; charset=utf-8']);
    expect(accesses).toMatchObject([{ key: 'zoo', method: 'test/it', status: 200, rows: 2 }]);
  });

  it('that fails at once gets a status', async () => {
    const { ask } = serve(async () => ({ parts: parts(new SundialError('query-failed', { problem: 'x' })) }));
    const { statusCode, payload } = await ask();
    expect([statusCode, payload]).toEqual([500, '{"error":"something went wrong inside the server"}']);
  });

  it('that fails later breaks off, so that no client takes it for whole', async () => {
    const { app, headers, payload } = serve(async () => ({ parts: parts('[1,', new Error('gone')) }));
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const asked = fetch(`${address}/api2/test/it`, { method: 'POST', body: payload, headers });
    await expect(asked.then((answer) => answer.text())).rejects.toThrow();
    await expect.poll(() => accesses).toMatchObject([{ client: '127.0.0.1', status: 200, cut: true }]);
    await work.idle();
  });
});

it('stops the work for a client that leaves, and only then is idle', async () => {
  let began: () => void = () => {};
  const beginning = new Promise<void>((resolve) => {
    began = resolve;
  });
  const { answer, give } = held();
  let stopped = false;
  const { app, headers, payload } = serve((_body, { signal }) => {
    signal.addEventListener('abort', () => {
      stopped = true;
      give({ value: [] });
    });
    began();
    return answer;
  });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const leaving = new AbortController();
  const asked = fetch(`${address}/api2/test/it`, {
    ...{ method: 'POST', body: payload, headers },
    signal: leaving.signal,
  });
  await beginning;
  leaving.abort();
  await expect(asked).rejects.toThrow();
  await work.idle();
  expect(stopped).toBe(true);
});
