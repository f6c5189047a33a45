// Tests that a client which follows its cursor has exactly its rows, that no cursor misses one, and who may ask.
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { campaign } from '../../../../test/setup/campaign.js';
import { triageAt } from '../../../../test/support/triaging.js';
import type { Given } from '../../../../test/support/world.js';
import { followFindings } from '../../../triage/index.js';
import { type ApiAnswer, ApiWorld, ID_KEY, testKey } from '../testing/api-world.js';
import { type ChangesPosition, Cursors } from './cursor.js';
import { KeptChanges } from './kept-changes.js';

let api: ApiWorld;
let keys: ApiWorld['keys'];
beforeAll(async () => {
  api = await ApiWorld.open();
  keys = api.keys;
});
afterAll(() => api.close());
afterEach(() => {
  api.keys = keys;
});

interface Row {
  readonly kind: 'event' | 'finding';
  readonly id: string;
  readonly action: string;
  readonly event: Readonly<Record<string, string>>;
  readonly subject?: string;
  readonly type: string;
}

const read = (parameters: string, key = 'zoo') => api.getAs(key, `/v1/events?${parameters}`);
const authorization = (name: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
});
const cursorOf = ({ headers }: ApiAnswer) => String(headers['sundial-cursor']);
const rowsOf = ({ text }: ApiAnswer) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Row);

/** A client that keeps events by id, as the guide says. */
class Client {
  readonly events = new Map<string, Row['event']>();
  readonly received: Row[] = [];
  cursor = '';

  constructor(
    private readonly key = 'zoo',
    private readonly more = '',
  ) {}

  /** Reads everything that is there. @param limit of rows for each answer */
  async follow(limit = 1_000): Promise<Row[]> {
    const before = this.received.length;
    for (let isMore = true; isMore; ) {
      const start = this.cursor === '' ? '' : `&cursor=${this.cursor}`;
      const answer = await read(`limit=${limit}${start}${this.more}`, this.key);
      expect(answer.status, answer.text).toBe(200);
      for (const row of rowsOf(answer)) {
        this.received.push(row);
        if (row.action === 'appeared') this.events.set(row.id, row.event);
        if (row.action === 'withdrawn') this.events.delete(row.id);
      }
      this.cursor = cursorOf(answer);
      isMore = answer.headers['sundial-more'] === 'true';
    }
    return this.received.slice(before);
  }

  get addresses(): string[] {
    return [...this.events.values()].map(({ timestamp, ip }) => `${timestamp} ${ip}`).sort();
  }
}

/** The rows of the key as reports/query shows them. */
async function stored(key = 'zoo'): Promise<string[]> {
  const { json } = await api.ask('reports/query', { date: '2026-01-01:2026-12-31', query: OWN[key] }, key);
  return (json as { timestamp: string; ip: string }[])
    .map(({ timestamp, ip }) => `${timestamp} ${ip}`)
    .sort();
}
/** Queries name a holding, as upstream demands. */
const OWN: Record<string, object> = { zoo: { ip: '192.0.2.0/24' } };

const HEADER = 'timestamp,severity,ip,protocol,port,hostname,tag,asn,geo';
let published = 1_772_500_000;
/** A report of a type and day with rows of the zoo, and rows of the farm; a second time it is issued again. */
function reportOf(type: string, zoo: readonly number[], farm: readonly number[], day: string): Given {
  const line = (network: string) => (host: number) =>
    `${day} 00:00:${String(host % 60).padStart(2, '0')},medium,${network}.${host},udp,123,,ntp,64496,DE`;
  const lines = [...zoo.map(line('192.0.2')), ...farm.map(line('198.51.100'))];
  const name = `${day}-${type}-example-geo.csv`;
  return { name, content: `${[HEADER, ...lines].join('\n')}\n`, publishedAt: published++ };
}

const load = (type: string, zoo: readonly number[], farm: readonly number[] = [], day = '2026-03-02') =>
  api.world.ingest([reportOf(type, zoo, farm, day)]);

describe('a client that follows its cursor', () => {
  it('starts with everything stored, in pages of any size', async () => {
    const [whole, single] = [new Client(), new Client()];
    await whole.follow();
    await single.follow(1);
    expect(single.received).toEqual(whole.received);
    expect(whole.received).toHaveLength(5);
    expect(whole.events.size).toBe(5);
    expect(whole.received[0]).toMatchObject({
      kind: 'event',
      id: expect.stringMatching(/^scan_ntp-2026-03-01-[0-9a-f]{32}$/),
      action: 'appeared',
      type: 'scan_ntp',
      date: '2026-03-01',
      event: { ip: '192.0.2.1', refid: '192.0.2.250' },
    });
  });

  it('gets what appears and what is withdrawn, and nothing of others', async () => {
    const client = new Client('zoo', '');
    await client.follow();
    await load('scan_stream', [1, 2, 3], [1]);
    expect((await client.follow()).map(({ action, event }) => [action, event.ip])).toEqual([
      ['appeared', '192.0.2.1'],
      ['appeared', '192.0.2.2'],
      ['appeared', '192.0.2.3'],
    ]);
    await load('scan_stream', [2, 3, 4], [7]);
    const [first, ...others] = await client.follow();
    expect([first, ...others].map((row) => [row?.action, row?.event.ip])).toEqual([
      ['withdrawn', '192.0.2.1'],
      ['appeared', '192.0.2.4'],
    ]);
    expect(client.received.filter(({ id }) => id === first!.id).map(({ action }) => action)).toEqual([
      'appeared',
      'withdrawn',
    ]);
    await load('scan_farm', [], [1, 2]);
    expect(await client.follow()).toEqual([]);
  });

  it('gets the same answer again if it repeats a request', async () => {
    const client = new Client();
    await client.follow();
    await load('scan_again', [1, 2, 3]);
    const [one, other] = [await read(`cursor=${client.cursor}`), await read(`cursor=${client.cursor}`)];
    expect(rowsOf(one)).toHaveLength(3);
    expect(other.text).toBe(one.text);
    // The position is encrypted with a random nonce, so a cursor does not even tell whether something happened.
    expect(cursorOf(other)).not.toBe(cursorOf(one));
  });

  it('gets only what comes later if it starts now', async () => {
    const client = new Client('zoo', '');
    client.cursor = cursorOf(await read('start=now'));
    expect(await client.follow()).toEqual([]);
    await load('scan_now', [9]);
    expect((await client.follow()).map(({ event }) => event.ip)).toEqual(['192.0.2.9']);
  });

  it('starts with some days', async () => {
    // The day of requests is 2026-03-03.
    const dates = new Set(rowsOf(await read('start=2')).map(({ id }) => /\d{4}-\d\d-\d\d/.exec(id)![0]));
    expect([...dates]).toEqual(['2026-03-02']);
  });

  it('has exactly the stored rows, whatever happens between its requests', async () => {
    const client = new Client();
    const hosts = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 8 });
    const step = fc.record({
      type: fc.constantFrom('scan_random_a', 'scan_random_b'),
      day: fc.constantFrom('2026-03-01', '2026-03-02'),
      zoo: hosts,
      farm: hosts,
      limit: fc.constantFrom(1, 2, 3, 100),
      /** Answers that the client reads before the next change. */
      answers: fc.integer({ min: 0, max: 3 }),
    });
    for (const { type, day, zoo, farm, limit, answers } of fc.sample(step, {
      seed: 7,
      numRuns: campaign({ short: 5, full: 12 }),
    })) {
      await load(type, zoo, farm, day);
      for (let answer = 0; answer < answers; answer++) {
        const start = client.cursor === '' ? '' : `&cursor=${client.cursor}`;
        const got = await read(`limit=${limit}${start}`);
        for (const { action, id, event } of rowsOf(got))
          if (action === 'appeared') client.events.set(id, event);
          else client.events.delete(id);
        client.cursor = cursorOf(got);
      }
    }
    await client.follow();
    const all = (await stored()).filter((row) => row.includes(' 192.0.2.'));
    expect(client.addresses.filter((row) => row.includes(' 192.0.2.'))).toEqual(all);
    expect(all.length).toBeGreaterThan(10);
  });
});

describe('CSV', () => {
  it('has the same columns for all types', async () => {
    const { text, headers } = await read('format=csv&limit=2');
    const [head, first] = text.split('\n');
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(head).toBe('action,id,type,date,timestamp,severity,subject,port,protocol,hostname,asn,geo,tag');
    expect(first).toMatch(
      /^appeared,scan_ntp-2026-03-01-[0-9a-f]{32},scan_ntp,2026-03-01,[^,]*,medium,192.0.2.1,123,udp,ntp1.zoo.example.com,64496,DE,ntp$/,
    );
  });
});

const bySubject = (a: Row, b: Row) => (a.subject! < b.subject! ? -1 : 1);

describe('findings', () => {
  it('are told when they are opened and resolved, and only those of the scope', async () => {
    const client = new Client('zoo', '&carries=findings');
    client.cursor = cursorOf(await read('start=now'));
    await load('scan_found', [1, 2], [3], '2026-03-05');
    await followFindings(triageAt(api.world, '2026-03-06T09:00:00'), '2026-03-05');
    const opened = (await client.follow()).filter(({ type }) => type === 'scan_found').sort(bySubject);
    expect(opened).toMatchObject([
      {
        kind: 'finding',
        action: 'opened',
        subject: '192.0.2.1',
        day: '2026-03-05',
        first_seen: '2026-03-05',
      },
      { action: 'opened', subject: '192.0.2.2' },
    ]);
    expect(JSON.stringify(opened)).not.toMatch(/198\.51|reason|author|"list"/);
    const days = ['06', '07', '08', '09'].map((day) => reportOf('scan_found', [1], [], `2026-03-${day}`));
    await api.world.ingest(days);
    await followFindings(triageAt(api.world, '2026-03-20T09:00:00'), '2026-03-19');
    const later = (await client.follow(20)).filter(({ type }) => type === 'scan_found');
    expect(later).toMatchObject([{ action: 'resolved', subject: '192.0.2.2', last_seen: '2026-03-05' }]);
  });
});

describe('a cursor that leads nowhere is 410', () => {
  const cursors = new Cursors(ID_KEY, ['zoo']);
  const life = () => api.world.store.changes.life;
  const positions: [string, () => ChangesPosition, string][] = [
    ['of another life of the store', () => ({ life: 'other', flip: 1, step: 0 }), 'restored'],
    ['of changes that are not kept', () => ({ life: life(), flip: 0, step: 0 }), 'no longer kept'],
    ['of changes that are still to come', () => ({ life: life(), flip: 1e9, step: 0 }), 'no longer kept'],
  ];
  it.each(positions)('%s', async (_what, position, words) => {
    const { status, json } = await read(`cursor=${cursors.seal(position())}`);
    expect([status, json]).toEqual([
      410,
      { error: expect.stringMatching(new RegExp(`${words}.*Start over without a cursor`)) },
    ]);
  });

  it('of another service', async () => {
    const cursor = new Cursors(Buffer.alloc(32, 8), ['zoo']).seal({ life: life(), flip: 1, step: 0 });
    expect((await read(`cursor=${cursor}`)).status).toBe(410);
  });

  it('of a key for other constituents, but not of one that replaces the key', async () => {
    const client = new Client();
    await client.follow();
    for (const key of ['farm', 'both']) expect((await read(`cursor=${client.cursor}`, key)).status).toBe(410);
    api.keys = [...api.keys, testKey('next', ['zoo'], { replaces: 'zoo' })];
    expect((await read(`cursor=${client.cursor}`, 'next')).status).toBe(200);
  });

  it('once its changes were older than they are kept', async () => {
    const client = new Client();
    await client.follow();
    await load('scan_old', [1]);
    await load('scan_old', [2]);
    const feed = api.world.store.changes;
    await new KeptChanges({ feed, clock: () => new Date('2040-01-01T00:00:00Z'), days: 30 }).tidy();
    expect((await read(`cursor=${client.cursor}`)).status).toBe(410);
  });
});

describe('access', () => {
  it.each<[string, Record<string, string>]>([
    ['without a key', {}],
    ['with an unknown key', authorization('x', 'secret-of-zoo')],
    ['with the secret of another key', authorization('apikey-of-zoo', 'secret-of-farm')],
    ['with a part of the secret', authorization('apikey-of-zoo', 'secret-of-zo')],
    ['with an id for a key', authorization('zoo', 'secret-of-zoo')],
    ['with another scheme', { authorization: 'Bearer apikey-of-zoo:secret-of-zoo' }],
    ['with what is no base64', { authorization: 'Basic apikey-of-zoo:secret-of-zoo' }],
  ])('%s is 401, and names the scheme', async (_what, headers) => {
    const { status, json, headers: answered } = await api.get('/v1/events', headers);
    expect([status, json]).toEqual([401, { error: 'the API key or the signature is not valid' }]);
    expect(answered['www-authenticate']).toMatch(/^Basic /);
  });

  it('is 403 for a key that does not permit it, and 200 for one that does', async () => {
    api.keys = [
      testKey('none', ['zoo'], { methods: ['test/ping'] }),
      testKey('only', ['zoo'], { methods: ['v1/events'] }),
    ];
    expect([(await read('', 'none')).status, (await read('', 'only')).status]).toEqual([403, 200]);
  });

  it('is 403 if the secret travels in clear', async () => {
    const { statusCode, payload } = await api.app.inject({
      ...{ method: 'GET', url: '/v1/events', remoteAddress: '192.0.2.7' },
      headers: authorization('apikey-of-zoo', 'secret-of-zoo'),
    });
    expect([statusCode, payload]).toEqual([403, '{"error":"a secret may only be sent over TLS"}']);
  });

  it('is logged with its rows, without the secret', async () => {
    api.accesses.length = 0;
    await read('limit=2');
    expect(api.accesses).toMatchObject([
      { key: 'zoo', constituents: ['zoo'], method: 'v1/events', parameters: { limit: '2' }, rows: 2 },
    ]);
    expect(JSON.stringify(api.accesses)).not.toMatch(/secret-of|apikey-of/);
  });

  it.each([
    ...['cusor=x', 'limit=0', 'limit=10001', 'limit=x', 'format=xml', 'carries=reports', 'start=yesterday'],
    ...[
      'format=csv&carries=events,findings',
      'cursor=a.b',
      'cursor=',
      'limit=1&limit=2',
      'start=all&cursor=abc',
    ],
  ])('the parameters %s are 400', async (parameters) => {
    const { status, json } = await read(parameters);
    expect([status, json]).toEqual([400, { error: expect.any(String) }]);
  });
});
