// Checks the output to Splunk: requests, acknowledgement, each code of the collector, sizes, and hostile values.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asSundialError, type SundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import { json, testPace } from '../../net/testing/http-double.js';
import { eventOf, NEVER } from '../testing/events.js';
import { findingOf } from '../testing/findings.js';
import type { SplunkEntry } from './target.js';
import { reply, type SplunkDouble, startSplunk, TOKEN } from './testing/collector.js';
import { batchOf, splunkAt } from './testing/output.js';

const eventNumber = (number: number, cells: Readonly<Record<string, string>> = {}) => {
  const own = { timestamp: '2026-01-15 00:01:02', ip: `192.0.2.${number}`, ...cells };
  return eventOf(Object.keys(own), own);
};
const failureOf = (work: Promise<unknown>): Promise<SundialError> =>
  work.then(() => {
    throw new Error('it did not fail');
  }, asSundialError);

let splunk: SplunkDouble;
beforeEach(async () => {
  splunk = await startSplunk();
});
afterEach(() => splunk.stop());
const output = (values: Partial<SplunkEntry['values']> = {}, pace = testPace()) =>
  splunkAt(splunk.url, values, pace);
const posted = () => splunk.asked.filter(({ url }) => url.pathname.endsWith('/event'));
const deliver = async (values: Partial<SplunkEntry['values']> = {}, numbers: readonly number[] = [1]) =>
  (await output(values)).deliver!(batchOf(numbers.map((number) => eventNumber(number))), NEVER);

describe('an event', () => {
  it('has its time, its source type, and fields by which repeated events are recognised', async () => {
    const event = eventNumber(1, { port: '123' });
    splunk.indexes = ['shadowserver'];
    const siem = await output({
      index: 'shadowserver',
      host: 'sundial.example.com',
      indexed_fields: ['a=b c'],
    });
    expect(await siem.deliver!(batchOf([event], [eventNumber(2)]), NEVER)).toEqual([]);
    const [withdrawn, appeared] = splunk.indexed;
    expect(appeared).toMatchObject({
      ...{ time: 1_768_435_262, sourcetype: 'shadowserver:scan_ntp', source: 'sundial' },
      ...{ host: 'sundial.example.com', index: 'shadowserver' },
      fields: { sundial_id: event.id, sundial_state: 'appeared', report_date: '2026-01-15', a: 'b c' },
      event: { id: event.id, state: 'appeared', dest_ip: '192.0.2.1', dest_port: 123, event: event.fields },
    });
    expect(withdrawn).toMatchObject({
      fields: { sundial_state: 'withdrawn' },
      event: { state: 'withdrawn' },
    });
  });

  it('leaves metadata without a value to the token', async () => {
    await deliver({ source: '' });
    for (const name of ['index', 'host', 'source']) expect(splunk.indexed[0]).not.toHaveProperty(name);
  });

  it.each(['}{"event":"x"}', '\0\u001b\u2028\n', '"\\', '{'.repeat(100), '__proto__'])(
    'stays one event with the value %j',
    async (text) => {
      const cells = JSON.parse(JSON.stringify({ [text]: text, banner: text })) as Record<string, string>;
      const siem = await output();
      expect(await siem.deliver!(batchOf([eventNumber(1, cells), eventNumber(2)]), NEVER)).toEqual([]);
      expect(splunk.indexed).toHaveLength(2);
      expect(splunk.held()[0]!.fields.banner).toBe(text);
    },
  );

  it('may also be a change of a finding', async () => {
    const finding = findingOf({ changes: ['resolved'], state: 'resolved', at: '2026-01-21T00:00:00.000Z' });
    await (await output()).deliver!({ carries: 'findings', findings: [finding] }, NEVER);
    expect(splunk.indexed).toMatchObject([
      { sourcetype: 'sundial:finding', time: 1_768_953_600, event: { kind: 'finding', state: 'resolved' } },
    ]);
  });
});

describe('acknowledgement', () => {
  it('waits until everything is indexed, with pauses that grow', async () => {
    const pace = testPace();
    splunk.isIndexed = (_ack, questions) => questions > 7;
    const siem = await output({ request_kib: 16 }, pace);
    const events = Array.from({ length: 40 }, (_, number) =>
      eventNumber(number, { banner: 'x'.repeat(1_000) }),
    );
    expect(await siem.deliver!(batchOf(events), NEVER)).toEqual([]);
    expect(posted().length).toBeGreaterThan(2);
    expect(splunk.held()).toHaveLength(40);
    expect(pace.pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
    const channels = new Set(splunk.asked.map(({ headers }) => headers['x-splunk-request-channel']));
    expect(channels.size).toBe(1);
  });

  it('fails if a request is never indexed, and the batch comes again with the same ids', async () => {
    splunk.isIndexed = (ack) => ack > 0;
    const siem = await output({ ack_seconds: 20 });
    const failure = await failureOf(siem.deliver!(batchOf([eventNumber(1)]), NEVER));
    expect(failure).toMatchObject({ code: 'splunk-unacknowledged', row: { retry: true } });
    expect(failure.message).toContain('within 20 s that 1 request were indexed');
    expect(await siem.deliver!(batchOf([eventNumber(1)]), NEVER)).toEqual([]);
    expect(splunk.held()).toHaveLength(1);
  });

  it('is not used without the option', async () => {
    splunk.acknowledges = false;
    await deliver({ acknowledge: false });
    expect(splunk.held()).toHaveLength(1);
    expect(splunk.asked).toHaveLength(1);
    expect(splunk.asked[0]!.headers).not.toHaveProperty('x-splunk-request-channel');
  });

  it.each([
    [true, false, 'enable indexer acknowledgement for the token, or set acknowledge: false'],
    [false, true, 'set acknowledge: true, or disable'],
  ])('has to fit the token (%s, %s)', async (acknowledge, acknowledges, advice) => {
    splunk.acknowledges = acknowledges;
    const failure = await failureOf(deliver({ acknowledge }));
    expect(failure).toMatchObject({ code: 'splunk-channel', row: { retry: false } });
    expect(failure.message).toContain(advice);
  });
});

describe('requests', () => {
  it('are compressed unless the option says otherwise', async () => {
    await deliver();
    await deliver({ gzip: false });
    expect(posted().map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', undefined]);
    expect(splunk.indexed).toHaveLength(2);
  });

  it('are halved until Splunk takes their size, and what is too large alone is left out', async () => {
    splunk.maxBytes = 3_000;
    const events = [1, 2, 3, 4].map((number) =>
      eventNumber(number, { banner: 'x'.repeat(number === 3 ? 4_000 : 800) }),
    );
    const [refusal, ...others] = await (await output()).deliver!(batchOf(events), NEVER);
    expect(others).toEqual([]);
    expect(refusal!.id).toBe(events[2]!.id);
    expect(refusal!.error.message).toContain(`refused event ${events[2]!.id} (HTTP 413`);
    expect(splunk.held()).toHaveLength(3);
  });

  it.each([6, 12, 13, 15])('of which Splunk refuses an event (code %i) are sent without it', async (code) => {
    splunk.refuses = ({ event }) => (event.dest === '192.0.2.3' ? code : undefined);
    const refused = await deliver({}, [1, 2, 3, 4, 5]);
    expect(refused.map(({ error }) => error.code)).toEqual(['splunk-event-refused']);
    expect(splunk.held()).toHaveLength(4);
  });

  it('end at the signal', async () => {
    const siem = await output();
    const stopped = failureOf(
      siem.deliver!(batchOf([eventNumber(1)]), AbortSignal.abort(new Error('stopped'))),
    );
    expect((await stopped).code).toBe('net-cancelled');
    expect(splunk.asked).toEqual([]);
  });
});

describe('the ladder of failures', () => {
  it.each([
    [1, 'splunk-token', false],
    [2, 'splunk-token', false],
    [3, 'splunk-token', false],
    [4, 'splunk-token', false],
    [7, 'splunk-index', false],
    [8, 'splunk-busy', true],
    [9, 'splunk-busy', true],
    [10, 'splunk-channel', false],
    [11, 'splunk-channel', false],
    [14, 'splunk-channel', false],
    [18, 'splunk-busy', true],
    [19, 'splunk-busy', true],
    [20, 'splunk-busy', true],
    [21, 'splunk-token', false],
    [22, 'splunk-token', false],
    [23, 'splunk-busy', true],
    [26, 'splunk-busy', true],
    [27, 'splunk-busy', true],
    [28, 'splunk-channel', false],
  ] as const)('code %i is %s', async (code, expected, retry) => {
    splunk.answer = () => reply(code);
    expect(await failureOf(deliver())).toMatchObject({ code: expected, row: { retry } });
    expect(splunk.indexed).toEqual([]);
  });

  it('passes on the pause that Splunk asks for', async () => {
    splunk.answer = () => ({
      ...json({ text: 'Queue is full', code: 99 }, 429),
      headers: { 'retry-after': '7' },
    });
    const failure = await failureOf(deliver());
    expect(failure.code).toBe('splunk-busy');
    expect(failure.details.retryAfterMs).toBe(7_000);
  });

  it.each([
    [{ status: 404, body: '<html>' }, 'splunk-address'],
    [{ status: 303, headers: { location: '/en-US/account/login' } }, 'splunk-address'],
    [{ status: 200, body: '<html>login</html>' }, 'splunk-answer'],
    [{ status: 502, body: 'bad gateway' }, 'net-failed'],
    [json({ text: 'Success', code: 0 }), 'splunk-channel'],
  ])('%j is %s', async (answer, code) => {
    splunk.answer = () => answer;
    expect((await failureOf(deliver())).code).toBe(code);
  });

  it('shows no token, whatever Splunk says', async () => {
    splunk.answer = () => json({ text: `bad ${TOKEN}`, code: 4 }, 403);
    expect((await failureOf(deliver())).message).not.toContain(TOKEN);
    splunk.answer = () => ({ status: 500, body: `bad ${TOKEN}` });
    expect((await failureOf(deliver())).message).not.toContain(TOKEN);
  });
});

describe('the check', () => {
  it('sends no event', async () => {
    const { sentence, facts } = await (await output()).check(NEVER);
    expect(sentence).toContain('is well and accepts the token');
    expect(Object.fromEntries(facts)).toEqual({
      ...{ encryption: 'none', acknowledgement: 'of indexed events', index: 'the default of the token' },
    });
    expect(splunk.indexed).toEqual([]);
  });

  it('notices a wrong token, and one that does not acknowledge', async () => {
    const wrong = await output({ token: new Secret('00000000-0000-4000-8000-000000000000') });
    expect((await failureOf(wrong.check(NEVER))).code).toBe('splunk-token');
    splunk.acknowledges = false;
    expect((await failureOf((await output()).check(NEVER))).code).toBe('splunk-channel');
    splunk.answer = () => reply(18);
    expect((await failureOf((await output()).check(NEVER))).code).toBe('splunk-busy');
  });
});

it.each([
  [{ url: 'http://splunk.example.com:8088' }, 'outputs.siem.url has no TLS'],
  [{ url: 'https://splunk.example.com:8088/services/collector/event' }, 'outputs.siem.url names a path'],
  [{ token: new Secret('Splunk x') }, 'outputs.siem.token has spaces'],
  [{ sourcetype: '{list}' }, 'outputs.siem.sourcetype names {list}'],
  [{ indexed_fields: ['a b=c'] }, 'outputs.siem.indexed_fields has a b=c'],
])('refuses the entry %j', async (values, problem) => {
  expect((await failureOf(splunkAt('https://x.example.com', values))).message).toContain(problem);
});
