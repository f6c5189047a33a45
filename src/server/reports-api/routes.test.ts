// Tests how calls of the Reports API are limited, stopped and sent, with methods of the test and without a store.
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { KeyRing, KeySet, signatureOf } from '../../access/index.js';
import { SundialError } from '../../domain/errors.js';
import { SILENT_LOG } from '../../domain/log.js';
import { makeHttp } from '../http.js';
import { AccessLog } from './access-log.js';
import type { Callers } from './callers.js';
import { Limiter } from './limiter.js';
import type { Answer, Caller, Method } from './method.js';
import { upstreamForm } from './refusal.js';
import { addReportsApi } from './routes.js';
import { NOW, testKey } from './testing/keys.js';
import { Work } from './work.js';

type Given = Pick<Method, 'answer'>['answer'];

const KEY = testKey('zoo', ['zoo']);
const clock = () => NOW;
let accesses: Record<string, unknown>[] = [];
let work = new Work();
beforeEach(() => {
  accesses = [];
  work = new Work();
});

/** A server with one method, which the given key may call. */
function serve(answer: Given, key = KEY, pause?: () => Promise<void>) {
  const accessLog = new AccessLog({ write: (line) => accesses.push(JSON.parse(line)) }, clock);
  const app = makeHttp({
    log: SILENT_LOG,
    refusal: upstreamForm,
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
    limits: { requestsPerSecond: 3, requestsAtOnce: 2, seconds: 60 },
    accessLog,
    work,
  });
  const { apikey, secret } = key.credentials!;
  const payload = JSON.stringify({ apikey: apikey.reveal() });
  const headers = { hmac2: signatureOf(secret, Buffer.from(payload)) };
  return {
    app,
    ask: () => app.inject({ method: 'POST', url: '/api2/test/it', payload, headers }),
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
  const { app, ask, headers, payload } = serve(answer, key, pause);
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
