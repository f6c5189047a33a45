// Checks requests to webhooks: signatures, ids, sizes, and what each answer of a receiver means.
import { Webhook } from 'standardwebhooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { asSundialError, type SundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import type { Answer } from '../../net/testing/http-double.js';
import type { Output, ReportBatch } from '../output.js';
import { NEVER } from '../testing/events.js';
import { batchOf, NOW, numberedEvent, outputTo } from './testing/output.js';
import { isSigned, type Receiver, SECRET, startReceiver } from './testing/receiver.js';
import type { WebhookEntry } from './webhook.js';

const OTHER_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

async function world(
  values: Partial<WebhookEntry['values']> = {},
  clock = () => NOW,
): Promise<{ readonly receiver: Receiver; readonly output: Output }> {
  const receiver = await startReceiver();
  const output = await outputTo(receiver.url, values, clock);
  onTestFinished(async () => {
    await output.close();
    await receiver.stop();
  });
  return { receiver, output };
}

const events = (count: number) => Array.from({ length: count }, (_, at) => numberedEvent(at + 1));
const sizes = ({ requests }: Receiver) => requests.map(({ data }) => data.length);
const failure = (work: Promise<unknown>): Promise<SundialError> =>
  work.then(() => expect.fail(), asSundialError);

describe('a request', () => {
  it('is accepted by the reference library, under the current and the previous secret', async () => {
    const { receiver, output } = await world(
      { secret: new Secret(OTHER_SECRET), previous_secret: new Secret(SECRET) },
      () => new Date(),
    );
    await output.deliver!(batchOf([numberedEvent(1, { banner: '\0é"' })]), NEVER);
    const { asked } = receiver.requests[0]!;
    const headers = asked.headers as Record<string, string>;
    for (const secret of [SECRET, OTHER_SECRET])
      expect(new Webhook(secret).verify(asked.body, headers)).toEqual(JSON.parse(asked.body));
    expect(() => new Webhook(OTHER_SECRET).verify(`${asked.body} `, headers)).toThrow();
    expect(headers['content-type']).toBe('application/json');
  });

  it('names its type, the key of its order, and its messages', async () => {
    const { receiver, output } = await world();
    await output.deliver!(batchOf([], { withdrawn: [numberedEvent(1)] }), NEVER);
    expect(JSON.parse(receiver.requests[0]!.asked.body)).toEqual({
      ...{ type: 'sundial.events', ordering_key: 'scan_ntp/2026-01-15' },
      data: [
        {
          ...{
            kind: 'event',
            id: numberedEvent(1).id,
            state: 'withdrawn',
            type: 'scan_ntp',
            date: '2026-01-15',
          },
          ...{ list: 'example', event: { ip: '192.0.2.1' } },
        },
      ],
    });
  });

  it('has the same id when it is repeated, and another on another occasion', async () => {
    const { receiver, output } = await world();
    for (const occasion of ['life-1', 'life-1', 'life-2'])
      await output.deliver!(batchOf(events(2), { occasion }), NEVER);
    await output.deliver!(batchOf(events(3)), NEVER);
    const report = (loadedAt: string): ReportBatch => ({
      carries: 'reports',
      reports: [
        {
          ...{ id: 'scan_ntp-2026-01-15-example-ab', type: 'scan_ntp', date: '2026-01-15', list: 'example' },
          ...{ sha256: 'ab', bytes: 1, rows: 1, events: 1, quarantined: 0, publishedAt: '', loadedAt },
          replaces: false,
        },
      ],
    });
    for (const day of ['16', '17']) await output.deliver!(report(`2026-01-${day}T00:00:00.000Z`), NEVER);
    const [first, again, later, other, ...reports] = receiver.requests.map(({ id }) => id);
    expect(first).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(again).toBe(first);
    expect(new Set([first, later, other, ...reports]).size).toBe(5);
  });

  it('is bounded in messages and bytes, and a larger message goes alone', async () => {
    const { receiver, output } = await world({ messages_per_request: 3, request_kib: 2 });
    await output.deliver!(batchOf(events(7)), NEVER);
    expect(sizes(receiver)).toEqual([3, 3, 1]);
    const large = numberedEvent(200, { banner: 'a'.repeat(5_000) });
    const middle = [1, 2, 3].map((number) => numberedEvent(number, { banner: 'a'.repeat(700) }));
    await output.deliver!(batchOf([...middle, large, numberedEvent(9)]), NEVER);
    expect(sizes(receiver).slice(3)).toEqual([2, 1, 1, 1]);
  });

  it('without messages checks the receiver', async () => {
    const { receiver, output } = await world();
    const { sentence } = await output.check(NEVER);
    expect(sentence).toBe(`${new URL(receiver.url).origin} accepted a signed request without messages`);
    expect(receiver.requests.map(({ type, data }) => [type, data])).toEqual([['sundial.check', []]]);
    receiver.answer = () => ({ status: 422, body: 'nothing in it' });
    expect((await failure(output.check(NEVER))).message).toContain('(HTTP 422: nothing in it)');
  });
});

describe('a receiver', () => {
  it.each([400, 413, 422])('that answers %i to some messages gets all others once', async (status) => {
    const { receiver, output } = await world();
    const refused = [3, 8].map((number) => numberedEvent(number).id);
    receiver.answer = ({ data }) =>
      data.some(({ id }) => refused.includes(id)) ? { status, body: 'no such column' } : undefined;
    const refusals = await output.deliver!(batchOf(events(10)), NEVER);
    expect(refusals.map(({ id }) => id)).toEqual(refused);
    expect(refusals[0]!.error.code).toBe('webhook-message-refused');
    expect(refusals[0]!.error.message).toContain(`message ${refused[0]} (HTTP ${status}: no such column)`);
    const accepted = receiver.requests
      .filter(({ data }) => !data.some(({ id }) => refused.includes(id)))
      .flatMap(({ data }) => data.map(({ id }) => id));
    expect(accepted).toEqual(events(10).flatMap(({ id }) => (refused.includes(id) ? [] : [id])));
  });

  it.each([
    [401, 'webhook-auth', false],
    [403, 'webhook-auth', false],
    [404, 'webhook-address', false],
    [410, 'webhook-address', false],
    [307, 'webhook-address', false],
    [405, 'net-refused', false],
    [408, 'net-failed', true],
    [425, 'net-failed', true],
    [429, 'net-busy', true],
    [500, 'net-failed', true],
    [503, 'net-failed', true],
  ])('that answers %i causes %s', async (status, code, isTriedSoon) => {
    const { receiver, output } = await world();
    receiver.answer = () => ({ status, headers: { location: 'http://192.0.2.1/' } });
    const error = await failure(output.deliver!(batchOf(events(3)), NEVER));
    expect([error.code, error.row.retry]).toEqual([code, isTriedSoon]);
    expect(sizes(receiver)).toEqual([3]);
  });

  it.each([408, 429, 503])('that answers %i may ask for a pause', async (status) => {
    const { receiver, output } = await world();
    receiver.answer = (): Answer => ({ status, headers: { 'retry-after': '90' } });
    const error = await failure(output.deliver!(batchOf(events(1)), NEVER));
    expect(error.details.retryAfterMs).toBe(90_000);
  });

  it('that repeats secrets in its answer does not reveal them', async () => {
    const { receiver, output } = await world({ previous_secret: new Secret(OTHER_SECRET) });
    receiver.answer = () => ({ status: 500, body: `bad: ${SECRET} ${OTHER_SECRET}` });
    const { message } = await failure(output.deliver!(batchOf(events(1)), NEVER));
    expect(message).toContain('HTTP 500: bad: [redacted] [redacted]');
  });

  it('has accepted a request when the header of its answer arrives', async () => {
    const { receiver, output } = await world();
    receiver.answer = () => ({ body: 'cut', cutAfter: 1 });
    expect(await output.deliver!(batchOf(events(1)), NEVER)).toEqual([]);
  });

  it('gets nothing after the signal', async () => {
    const { receiver, output } = await world();
    const stopped = failure(output.deliver!(batchOf(events(1)), AbortSignal.abort(new Error('stopped'))));
    expect((await stopped).code).toBe('net-cancelled');
    expect(receiver.requests).toEqual([]);
  });

  it('rejects requests that another secret signed', async () => {
    const { output, receiver } = await world({ secret: new Secret(OTHER_SECRET) });
    expect((await failure(output.deliver!(batchOf(events(1)), NEVER))).code).toBe('webhook-auth');
    expect(receiver.requests).toEqual([]);
  });
});

describe('an entry', () => {
  const refusal = async (url: string, values: Partial<WebhookEntry['values']> = {}) =>
    (await failure(outputTo(url, values))).message;

  it('needs TLS except on this machine', async () => {
    expect(await refusal('http://hooks.example.com/')).toContain('outputs.hook.url has no TLS');
    for (const url of ['http://localhost:1/', 'http://127.0.0.2/', 'http://[::1]/', 'https://example.com/'])
      await (await outputTo(url)).close();
    await (await outputTo('http://hooks.example.com/', { plain_http: true })).close();
  });

  it('has no password in its address, and a real key as its secret', async () => {
    const address = await refusal('https://me:s3cret@example.com/');
    expect(address).toContain('outputs.hook.url names a user');
    expect(address).not.toContain('s3cret');
    for (const text of ['correct-horse', 'whsec_c2hvcnQ=', `whsec_${'A'.repeat(100)}`]) {
      const message = await refusal('https://example.com/', { previous_secret: new Secret(text) });
      expect(message).toContain('outputs.hook.previous_secret is not a secret for signatures');
      expect(message).not.toContain(text);
    }
  });

  it('can exclude private addresses', async () => {
    const { output, receiver } = await world({ addresses: 'public' });
    expect((await failure(output.deliver!(batchOf(events(1)), NEVER))).code).toBe('net-private');
    expect(receiver.requests).toEqual([]);
  });
});

it('the double of a receiver notices a wrong signature', async () => {
  const { receiver, output } = await world();
  await output.deliver!(batchOf(events(1)), NEVER);
  const { asked } = receiver.requests[0]!;
  expect(isSigned(asked, SECRET)).toBe(true);
  expect(isSigned({ ...asked, body: `${asked.body} ` }, SECRET)).toBe(false);
});
