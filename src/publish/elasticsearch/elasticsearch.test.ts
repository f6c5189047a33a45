// Checks the output to Elasticsearch on a double: templates, ids, rollovers, withdrawals, and the ladder of failures.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asSundialError, type SundialError } from '../../domain/errors.js';
import { Secret } from '../../domain/secret.js';
import type { EventMessage } from '../messages.js';
import type { Output } from '../output.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { findingOf } from '../testing/findings.js';
import {
  API_KEY,
  type ElasticsearchDouble,
  failure,
  PASSWORD,
  startElasticsearch,
  USER,
} from './testing/double.js';
import { outputTo } from './testing/output.js';

const STREAM = 'logs-shadowserver.scan_ntp-default';
const numbered = (number: number, cells: Readonly<Record<string, string>> = {}): EventMessage =>
  eventOf(['ip', ...Object.keys(cells)], { ip: `192.0.2.${number}`, ...cells });
const [one, two, three] = [numbered(1), numbered(2), numbered(3)];
const ids = (...events: readonly EventMessage[]) => events.map(({ id }) => id).toSorted();

describe('the output to Elasticsearch', () => {
  let double: ElasticsearchDouble;
  let output: Output;
  beforeEach(async () => {
    double = await startElasticsearch();
    output = await outputTo(double.url);
    await output.prepare(NEVER);
  });
  afterEach(async () => {
    await output.close();
    await double.stop();
  });

  const deliver = (appeared: readonly EventMessage[], withdrawn: readonly EventMessage[] = []) =>
    output.deliver!({ carries: 'events', slice: SLICE, occasion: '1', appeared, withdrawn }, NEVER);
  const held = () =>
    double.cluster
      .documents()
      .map(({ _id }) => _id)
      .toSorted();
  const failing = (work: Promise<unknown>): Promise<SundialError> =>
    work.then(
      () => expect.unreachable('nothing failed'),
      (thrown: unknown) => asSundialError(thrown),
    );
  const puts = () => double.asked.filter(({ method }) => method === 'PUT').map(({ url }) => url.pathname);

  it('makes a data stream, and creates documents under the ids of their events', async () => {
    expect(await deliver([one, two])).toEqual([]);
    expect([...double.cluster.streams.keys()]).toEqual([STREAM]);
    expect(held()).toEqual(ids(one, two));
    const { body, headers } = double.asked.at(-1)!;
    expect(headers).toMatchObject({
      authorization: `ApiKey ${API_KEY}`,
      'content-type': 'application/x-ndjson',
    });
    const [action, document] = body.split('\n').map((line) => line && JSON.parse(line));
    expect(action).toEqual({ create: { _id: one.id } });
    expect(document).toMatchObject({
      ...{ '@timestamp': '2026-01-15T00:00:00Z', source: { ip: '192.0.2.1' }, event: { id: one.id } },
      data_stream: { type: 'logs', dataset: 'shadowserver.scan_ntp', namespace: 'default' },
    });
  });

  it('keeps documents that are there already', async () => {
    await deliver([one]);
    expect(await deliver([one, two])).toEqual([]);
    expect(held()).toEqual(ids(one, two));
  });

  it('keeps each change of a finding in a data stream of their own, once', async () => {
    const findings = [findingOf({}), findingOf({ id: 'f1-2', state: 'resolved', changes: ['resolved'] })];
    for (let times = 0; times < 2; times++)
      expect(await output.deliver!({ carries: 'findings', findings }, NEVER)).toEqual([]);
    expect([...double.cluster.streams.keys()]).toEqual(['logs-shadowserver.finding-default']);
    expect(held()).toEqual(['f1-1', 'f1-2']);
    const document = double.cluster.documents().find(({ _id }) => _id === 'f1-2');
    expect(document?.source).toMatchObject({
      ...{ '@timestamp': '2026-01-16T06:00:00.000Z', source: { ip: '192.0.2.1', port: 123 } },
      event: { id: 'f1-2', kind: 'state', action: 'resolved', start: '2026-01-15T00:00:00Z' },
      data_stream: { dataset: 'shadowserver.finding' },
      shadowserver: { finding: { id: 'f1', state: 'resolved', changes: ['resolved'] } },
    });
    await deliver([one]);
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 1 }]);
  });

  it('does not create a document again after a rollover', async () => {
    await deliver([one]);
    double.cluster.refresh(STREAM);
    double.cluster.rollover(STREAM);
    expect(await deliver([one, two])).toEqual([]);
    expect(held()).toEqual(ids(one, two));
  });

  it('deletes withdrawn events from every index, also those that no search has seen yet', async () => {
    await deliver([one, two]);
    double.cluster.rollover(STREAM);
    await deliver([three]);
    expect(await deliver([], [one, three, numbered(4)])).toEqual([]);
    expect(held()).toEqual(ids(two));
    await deliver([one]);
    expect(held()).toEqual(ids(one, two));
  });

  it('has nothing to delete where nothing was sent', async () => {
    expect(await deliver([], [one])).toEqual([]);
    expect(double.cluster.streams.size).toBe(0);
  });

  it('counts the events of each type and date', async () => {
    await deliver([one, two]);
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 2 }]);
  });

  describe('its templates', () => {
    it('are written once, and the index template stays as the operator has it', async () => {
      expect(puts()).toEqual(['/_component_template/shadowserver-fields', '/_index_template/shadowserver']);
      const own = { index_patterns: ['logs-*'], data_stream: {}, composed_of: ['shadowserver-fields'] };
      double.cluster.templates.set('shadowserver', own);
      await output.prepare(NEVER);
      expect(puts()).toHaveLength(2);
      const { template } = double.cluster.components.get('shadowserver-fields')!;
      double.cluster.components.set('shadowserver-fields', {
        template,
        _meta: { hash: 'of an earlier version' },
      });
      await output.prepare(NEVER);
      expect(puts().slice(2)).toEqual(['/_component_template/shadowserver-fields']);
      expect(double.cluster.templates.get('shadowserver')).toEqual(own);
    });

    it('have a type for each field', () => {
      const { mappings } = double.cluster.components.get('shadowserver-fields')!.template;
      expect(mappings).toMatchObject({
        dynamic: false,
        properties: {
          '@timestamp': { type: 'date' },
          source: { properties: { ip: { type: 'ip' }, port: { type: 'long' } } },
          vulnerability: { properties: { score: { properties: { base: { type: 'float' } } } } },
          shadowserver: { dynamic: true, properties: { ip_range: { type: 'ip_range' } } },
        },
      });
    });

    it('are required: a plain index is never made', async () => {
      const other = await outputTo(double.url, { template: '', dataset: 'other' });
      await other.prepare(NEVER);
      expect(puts()).toHaveLength(2);
      const batch = {
        carries: 'events',
        slice: SLICE,
        occasion: '1',
        appeared: [one],
        withdrawn: [],
      } as const;
      const error = await failing(other.deliver!(batch, NEVER));
      expect(error.code).toBe('elasticsearch-refused');
      expect(error.message).toContain('no index template makes the data stream logs-other-default');
      await other.close();
    });
  });

  describe('a document that the cluster refuses', () => {
    const mapping = { type: 'document_parsing_exception', reason: 'failed to parse field [x]' };

    it('is a refusal with the reason, and the others are created', async () => {
      double.cluster.refuse = (id) => (id === two.id ? { status: 400, error: mapping } : undefined);
      const [refusal, ...others] = await deliver([one, two, three]);
      expect(others).toEqual([]);
      expect(refusal).toMatchObject({ id: two.id, error: { code: 'elasticsearch-document-refused' } });
      expect(refusal!.error.message).toContain('document_parsing_exception: failed to parse field [x]');
      expect(held()).toEqual(ids(one, three));
    });

    it.each([
      [429, 'elasticsearch-busy', true],
      [503, 'elasticsearch-busy', true],
      [403, 'elasticsearch-rights', false],
      [404, 'elasticsearch-refused', false],
    ])('for now (%i) is sent again with its batch', async (status, code, retry) => {
      double.cluster.refuse = (id) => (id === two.id ? { status, error: mapping } : undefined);
      expect(await failing(deliver([one, two, three]))).toMatchObject({ code, row: { retry } });
      double.cluster.refuse = () => undefined;
      expect(await deliver([one, two, three])).toEqual([]);
      expect(held()).toEqual(ids(one, two, three));
    });

    it('is one that the failure store has', async () => {
      double.answer = ({ url }) => {
        if (!url.pathname.endsWith('_bulk')) return undefined;
        const create = { _id: one.id, status: 201, failure_store: 'used', error: mapping };
        return { body: JSON.stringify({ errors: false, items: [{ create }] }) };
      };
      expect(await deliver([one])).toMatchObject([{ id: one.id }]);
    });
  });

  describe('a request as a whole', () => {
    /** Answers every bulk request of more than one document, or those with a document. */
    const onBulk = (
      answer: (documents: number, body: string) => ReturnType<ElasticsearchDouble['answer']>,
    ) => {
      double.answer = ({ url, body }) =>
        url.pathname.endsWith('_bulk') ? answer(body.split('\n').length >> 1, body) : undefined;
    };

    it('that is too large is halved until one document is left, also for a proxy that answers with a page', async () => {
      onBulk((_, body) =>
        body.includes(two.id) ? { status: 413, body: '<html>Request Entity Too Large</html>' } : undefined,
      );
      const [refusal, ...others] = await deliver([one, two, three]);
      expect(others).toEqual([]);
      expect(refusal).toMatchObject({ id: two.id });
      expect(refusal!.error.message).toContain('HTTP 413');
      expect(held()).toEqual(ids(one, three));
    });

    it.each([
      [401, 'elasticsearch-auth', 'auth', false],
      [403, 'elasticsearch-rights', 'auth', false],
      [404, 'elasticsearch-refused', 'refused', false],
      [406, 'net-refused', 'refused', false],
      [429, 'elasticsearch-busy', 'unreachable', true],
      [500, 'elasticsearch-busy', 'unreachable', true],
      [503, 'elasticsearch-busy', 'unreachable', true],
    ])('that fails with %i says who can act', async (status, code, kind, retry) => {
      onBulk(() => failure(status, 'some_exception', `because of ${API_KEY}`));
      const error = await failing(deliver([one]));
      expect(error).toMatchObject({ code, row: { class: kind, retry } });
      expect(error.message).toContain('some_exception');
      expect(error.message).not.toContain(API_KEY);
    });

    it('that is too early waits as long as the cluster asks', async () => {
      onBulk(() => ({
        ...failure(429, 'es_rejected_execution_exception', 'full'),
        headers: { 'retry-after': '7' },
      }));
      expect((await failing(deliver([one]))).details).toMatchObject({ retryAfterMs: 7_000 });
    });

    it.each([
      [
        'is cut off',
        { headers: { 'content-length': '500' }, body: '{"errors":false,"items":[', cutAfter: 20 },
      ],
      ['is a web page', { body: '<html></html>' }],
      ['lacks items', { body: '{"errors":false,"items":[]}' }],
      [
        'is about other documents',
        { body: '{"errors":false,"items":[{"create":{"_id":"x","status":201}}]}' },
      ],
    ])('whose answer %s is sent again', async (_what, answer) => {
      onBulk(() => answer);
      expect(await failing(deliver([one]))).toMatchObject({ row: { retry: true } });
      double.answer = () => undefined;
      await deliver([one]);
      expect(held()).toEqual(ids(one));
    });

    it('that takes back is sent again if not everything was deleted', async () => {
      await deliver([one]);
      double.answer = ({ url }) =>
        url.pathname.endsWith('_delete_by_query')
          ? { body: '{"version_conflicts":1,"failures":[],"deleted":0}' }
          : undefined;
      expect((await failing(deliver([], [one]))).code).toBe('elasticsearch-busy');
    });
  });

  describe('the check', () => {
    const check = () => output.check(NEVER);

    it('names the cluster, and changes nothing', async () => {
      const before = puts().length;
      const { sentence, facts } = await check();
      expect(sentence).toMatch(
        /^events go to the data streams logs-shadowserver\.\*-default of Elasticsearch 9\.0\.0/,
      );
      expect(facts).toContainEqual(['index template', 'shadowserver']);
      expect(puts()).toHaveLength(before);
    });

    it('names the rights that are missing', async () => {
      double.lacks = ['delete', 'maintenance'];
      const error = await failing(check());
      expect(error.code).toBe('elasticsearch-rights');
      expect(error.message).toContain('without delete, maintenance');
    });

    it('says when another server answers', async () => {
      double.answer = () => ({ body: '{"hello":"world"}' });
      expect((await failing(check())).code).toBe('elasticsearch-answer');
    });

    it('signs in with user and password, and knows OpenSearch', async () => {
      const search = await startElasticsearch({ number: '3.0.0', distribution: 'opensearch' });
      const values = { api_key: new Secret(''), username: USER, password: new Secret(PASSWORD) };
      const other = await outputTo(search.url, values);
      expect((await other.check(NEVER)).sentence).toContain('of OpenSearch 3.0.0');
      await other.close();
      const wrong = await outputTo(search.url, { ...values, password: new Secret('x') });
      expect((await failing(wrong.check(NEVER))).code).toBe('elasticsearch-auth');
      await wrong.close();
      await search.stop();
    });
  });

  it('needs a file of certificates that it can read', async () => {
    const other = await outputTo(double.url, { ca_file: '/nonexistent/ca.pem' });
    expect((await failing(other.check(NEVER))).code).toBe('file-unreadable');
    await other.close();
  });
});

it.each([
  [{ url: 'http://elastic.example.com:9200' }, 'url has no TLS'],
  [{ url: 'https://sundial:secret@elastic.example.com' }, 'url names a user'],
  [{ dataset: 'a-b' }, 'dataset has characters'],
  [{ dataset: '{country}' }, 'dataset has characters'],
  [{ namespace: 'A' }, 'namespace has characters'],
  [{ template: '*' }, 'template is not'],
  [{ username: USER }, 'api_key is set beside username'],
  [{ api_key: new Secret(''), username: USER }, 'password is empty'],
  [{ api_key: new Secret('a b') }, 'api_key has spaces'],
  [{ format_fields: ['data_stream.dataset=x'] }, 'format_fields names a part of data_stream'],
])('refuses settings that cannot work: %j', async (values, problem) => {
  await expect(outputTo('http://127.0.0.1:9', values)).rejects.toThrow(`outputs.elastic.${problem}`);
});
