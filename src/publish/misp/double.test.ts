// Checks that the doubles of MISP refuse the clients and the feeds that MISP refuses.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MispDouble } from './testing/misp.js';
import { KEY, MispServer } from './testing/server.js';

const UUID = '2f1d8a3e-6a3b-4c0e-8a59-5d8f1f6a7b9c';
const OTHER = '3f1d8a3e-6a3b-4c0e-8a59-5d8f1f6a7b9c';
const ATTRIBUTE = {
  ...{ uuid: OTHER, deleted: false, type: 'ip-dst', category: 'Network activity', value: '192.0.2.1' },
  ...{ to_ids: false, comment: '', disable_correlation: false },
};
const HEAD = {
  ...{ uuid: UUID, info: 'Shadowserver', date: '2026-01-15', analysis: '2', threat_level_id: '4' },
  ...{ extends_uuid: '', distribution: '0', Tag: [], Object: [] },
};

describe('the REST API', () => {
  let misp: MispServer;
  beforeAll(async () => {
    misp = await MispServer.start();
    await ask({});
  });
  afterAll(() => misp.stop());

  const RIGHT = { authorization: KEY, accept: 'application/json', 'content-type': 'application/json' };
  const EVENT = { ...HEAD, Attribute: [{ ...ATTRIBUTE, distribution: '5' }] };

  interface Request {
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly event?: object;
    readonly method?: string;
  }

  async function ask({ path: to = 'events/add', headers, event = EVENT, method = 'POST' }: Request) {
    const answer = await fetch(`${misp.url}/${to}`, {
      ...{ method, headers: { ...RIGHT, ...headers }, redirect: 'manual' },
      ...(method === 'POST' && { body: JSON.stringify({ Event: event }) }),
    });
    return answer.status;
  }

  it.each<[what: string, request: Request, status: number]>([
    ['no key', { headers: { authorization: '' } }, 403],
    ['a wrong key', { headers: { authorization: `Bearer ${KEY}` } }, 403],
    ['no wish for JSON', { headers: { accept: '*/*' } }, 302],
    ['another content type', { headers: { 'content-type': 'text/plain' } }, 405],
    ['another path', { path: 'events/addition' }, 404],
    ['another method', { path: 'events/add', method: 'PUT' }, 404],
    ['an event that is there', {}, 404],
    ['an event without a date', { event: { ...EVENT, date: '' } }, 405],
    ['a sharing group of others', { event: { ...EVENT, uuid: OTHER, distribution: '4' } }, 405],
    ['an edit of an event that is not there', { path: `events/edit/${OTHER}` }, 404],
    ['an edit of another event', { path: `events/edit/${UUID}`, event: { ...EVENT, uuid: OTHER } }, 403],
    ['the publication of an event that is not there', { path: `events/publish/${OTHER}` }, 404],
  ])('refuses %s', async (_what, request, status) => {
    expect(await ask(request)).toBe(status);
    expect([...misp.events.byUuid.keys()]).toEqual([UUID]);
  });
});

describe('a feed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sundial-misp-double-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const TIME = '1768435200';
  const ORGANISATION = { name: 'Example', uuid: OTHER };
  const ENTRY = {
    ...{ Orgc: ORGANISATION, Tag: [], info: HEAD.info, date: HEAD.date, timestamp: Number(TIME) },
    ...{ analysis: 2, threat_level_id: 4 },
  };
  const EVENT = {
    ...{ ...HEAD, timestamp: TIME, publish_timestamp: TIME, published: true, Orgc: ORGANISATION },
    Attribute: [{ ...ATTRIBUTE, timestamp: TIME }],
  };

  function pulled({ entry = {}, event = {} }: { readonly entry?: object; readonly event?: object }) {
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ [UUID]: { ...ENTRY, ...entry } }));
    writeFileSync(path.join(folder, `${UUID}.json`), JSON.stringify({ Event: { ...EVENT, ...event } }));
    return new MispDouble().pull(folder);
  }
  const attribute = (change: object) => ({ event: { Attribute: [{ ...EVENT.Attribute[0], ...change }] } });

  it('is pulled if it is right', () => {
    expect(pulled({})).toEqual([UUID]);
  });

  it.each<[what: string, change: Parameters<typeof pulled>[0]]>([
    ['an entry without a time', { entry: { timestamp: TIME } }],
    ['another title than its entry', { event: { info: 'other' } }],
    ['another event than its entry', { event: { uuid: OTHER } }],
    ['an unknown member', { event: { id: '1' } }],
    ['an unknown distribution', { event: { distribution: '9' } }],
    ['an attribute of another category', attribute({ category: 'Other' })],
    ['an attribute with a value that its type does not take', attribute({ value: 'host.example.com' })],
    ['an attribute that MISP would keep in another form', attribute({ value: '192.0.2.1/32' })],
    ['a port that MISP does not know', attribute({ type: 'port', value: '0' })],
    ['a host name without a dot', attribute({ type: 'hostname', value: 'router' })],
    ['an attribute for detection', attribute({ to_ids: true })],
    ['a UUID twice', { event: { Attribute: [EVENT.Attribute[0], EVENT.Attribute[0]] } }],
  ])('is refused for %s', (_what, change) => {
    expect(() => pulled(change)).toThrow();
  });
});
