// Checks the output to the REST API of MISP: what it sends and when, what people added in MISP, and what MISP refuses.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asSundialError, type SundialError } from '../../../domain/errors.js';
import { LIMITS } from '../../../domain/limits.js';
import { Secret } from '../../../domain/secret.js';
import { json } from '../../../net/testing/http-double.js';
import { sliceOf } from '../../opencti/testing/output.js';
import type { Output, Refusal, SliceContent } from '../../output.js';
import { NEVER } from '../../testing/events.js';
import type { MispEntry } from '../settings.js';
import { apiEntry, openApi } from '../testing/api.js';
import { rowsOf } from '../testing/feed.js';
import { GROUP, KEY, MispServer } from '../testing/server.js';

type Values = Partial<MispEntry['values']>;

let misp: MispServer;
let outputs: Output[];
beforeEach(async () => {
  misp = await MispServer.start();
  outputs = [];
});
afterEach(async () => {
  for (const output of outputs) await output.close();
  await misp.stop();
});

/** Opens an output, as a new process does. */
async function output(values: Values = {}, constituents: readonly string[] = []): Promise<Output> {
  const entry = apiEntry(misp.url, values);
  const opened = await openApi({ ...entry, keys: { ...entry.keys, constituents: [...constituents] } });
  outputs.push(opened);
  return opened;
}

async function send(slice: SliceContent, values: Values = {}, constituents: readonly string[] = []) {
  const opened = await output(values, constituents);
  await opened.prepare(NEVER);
  return opened.replace!(slice, NEVER);
}

const failureOf = (work: Promise<unknown>): Promise<SundialError> =>
  work.then(() => {
    throw new Error('it did not fail');
  }, asSundialError);
const checked = async (values: Values = {}) => failureOf((await output(values)).check(NEVER));

const events = () => [...misp.events.byUuid.values()];
const addresses = () => misp.held().map(({ fields }) => fields.ip);
/** The changes of a piece of work: what was added, edited and published. */
async function changesOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = misp.changes.length;
  await work();
  return misp.changes.slice(before).map((path) => path.split('/')[2]!);
}
const refusedIds = (refusals: readonly Refusal[]) => refusals.map(({ error }) => error.code);

describe('an event', () => {
  it('is one report with tags, which MISP publishes only when a person does', async () => {
    expect(await send(rowsOf({ alpha: [1, 2] }))).toEqual([]);
    const [event, ...others] = events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      ...{ info: 'Shadowserver scan_ntp 2026-01-15 alpha', date: '2026-01-15', distribution: '0' },
      ...{ published: false, analysis: '2', extends_uuid: '' },
    });
    expect([...event!.tags]).toEqual(['tlp:amber', expect.stringMatching(/^rsit:/)]);
    expect([...event!.attributes.values()].map(({ value }) => value)).toEqual(['CVE-2021-44228']);
    expect(addresses()).toEqual(['192.0.2.1', '192.0.2.2']);
    const [added] = misp.asked.filter(({ url }) => url.pathname === '/events/add/metadata:1');
    expect(added!.headers).toMatchObject({ authorization: KEY, accept: 'application/json' });
    expect(JSON.parse(added!.body).Event).not.toHaveProperty('published');
  });

  it('is published without e-mails if the output says so, once for each change', async () => {
    const publish = { publish: true };
    expect(await changesOf(() => send(rowsOf({ alpha: [1] }), publish))).toEqual(['add', 'publish']);
    expect(events()[0]!.published).toBe(true);
    expect(await changesOf(() => send(rowsOf({ alpha: [1] }), publish))).toEqual([]);
    expect(await changesOf(() => send(rowsOf({ alpha: [2] }), publish))).toEqual(['edit', 'publish']);
  });

  it('goes to a sharing group, which MISP knows by a number', async () => {
    await send(rowsOf({ alpha: [1] }), { distribution: 'sharing-group', sharing_group_uuid: GROUP.uuid });
    expect(events()[0]).toMatchObject({ distribution: '4', sharing_group_id: GROUP.id });
  });

  it('has the values that relate, each once, with rows: attributes', async () => {
    const rows = { rows: 'attributes' } as const;
    await send(rowsOf({ alpha: [1, 2] }), rows);
    await send(rowsOf({ alpha: [2] }), rows);
    const [event] = events();
    expect(event!.objects.size).toBe(0);
    const live = [...event!.attributes.values()].filter(({ deleted }) => !deleted);
    expect(live.map(({ value }) => value).toSorted()).toEqual(['192.0.2.2', 'CVE-2021-44228']);
  });

  it('loses withdrawn values, in whatever form the report wrote them', async () => {
    const cells = 'ip,hostname\n2001:0DB8:0::0001,WWW.Example.COM.\n192.0.2.0/32,exämple.org\n';
    const slice = sliceOf({ alpha: cells });
    expect(await send(slice, { rows: 'attributes' })).toEqual([]);
    const live = () => [...events()[0]!.attributes.values()].filter(({ deleted }) => !deleted);
    const held = ['192.0.2.0', '2001:db8::1', 'www.example.com', 'xn--exmple-cua.org'];
    expect(
      live()
        .map(({ value }) => value)
        .toSorted(),
    ).toEqual(held);
    await send(sliceOf({ alpha: 'ip\n' }), { rows: 'attributes' });
    expect(live()).toEqual([]);
  });

  it('has another UUID for constituents', async () => {
    await send(rowsOf({ alpha: [1] }));
    await send(rowsOf({ alpha: [2] }), {}, ['zoo']);
    expect(events()).toHaveLength(2);
    await send(rowsOf({}));
    expect(addresses()).toEqual(['192.0.2.2']);
  });

  it('is sent in requests of bounded size', async () => {
    const rows = Array.from({ length: LIMITS.mispRequestRows + 1 }, (_, at) => `192.0.2.1,${at + 1}`);
    const slice = sliceOf({ alpha: `ip,port\n${rows.join('\n')}\n` });
    expect(await changesOf(() => send(slice))).toEqual(['add', 'edit']);
    expect(misp.held()).toHaveLength(rows.length);
    const cells = rows.slice(0, 100).map((row) => `${row},${'a'.repeat(50_000)}`);
    const large = sliceOf({ beta: `ip,port,banner\n${cells.join('\n')}\n` });
    // The rows of alpha, which this version lacks, are deleted in two requests.
    expect(await changesOf(() => send(large))).toEqual(['add', 'edit', 'edit', 'edit']);
    const bytes = misp.asked.map(({ body }) => Buffer.byteLength(body));
    expect(Math.max(...bytes)).toBeLessThan(LIMITS.mispRequestBytes + LIMITS.mispCommentBytes + 20_000);
  });
});

describe('a newer version', () => {
  it('changes what differs, and nothing if it is sent again', async () => {
    await send(rowsOf({ alpha: [1, 2], beta: [3] }));
    expect(await changesOf(() => send(rowsOf({ alpha: [1, 2], beta: [3] })))).toEqual([]);
    expect(await changesOf(() => send(rowsOf({ alpha: [2, 4], beta: [3] })))).toEqual(['edit']);
    const { Event } = JSON.parse(misp.asked.findLast(({ body }) => body.includes('"Object"'))!.body);
    expect(Event.Object.map(({ deleted }: { deleted: boolean }) => deleted)).toEqual([false, true]);
    expect(addresses().toSorted()).toEqual(['192.0.2.2', '192.0.2.3', '192.0.2.4']);
    await send(rowsOf({ alpha: [1, 2], beta: [3] }));
    expect(addresses().toSorted()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  });

  it('empties the events of reports that are gone, and of surplus parts', async () => {
    const parts = { event_rows: 2 };
    await send(rowsOf({ alpha: [1, 2, 3, 4, 5], beta: [6] }), parts);
    const [first] = events();
    expect(events().map((event) => event.extends_uuid)).toEqual(['', first!.uuid, first!.uuid, '']);
    await send(rowsOf({ alpha: [2] }), parts);
    expect(addresses()).toEqual(['192.0.2.2']);
    expect(await changesOf(() => send(rowsOf({ alpha: [2] }), parts))).toEqual([]);
  });

  it('replaces the level of the Traffic Light Protocol', async () => {
    await send(rowsOf({ alpha: [1] }));
    await send(rowsOf({ alpha: [1] }), { tlp: 'red', distribution: 'community' });
    const [event] = events();
    expect([...event!.tags].filter((tag) => tag.startsWith('tlp:'))).toEqual(['tlp:red']);
    expect(event!.distribution).toBe('1');
  });

  it('leaves what people added, and finds an event that they renamed', async () => {
    await send(rowsOf({ alpha: [1] }));
    const [event] = events();
    const [object] = event!.objects.values();
    const uuid = '0e2f6d1c-6d4b-4b8e-9c1d-2f3a4b5c6d7e';
    event!.objects.set(uuid, { ...object!, uuid, comment: 'seen by the NOC' });
    event!.attributes.set(uuid, { ...[...event!.attributes.values()][0]!, uuid, value: 'CVE-2020-0001' });
    event!.tags.add('tlp:red');
    event!.info = 'Old time servers';
    expect(await send(rowsOf({ alpha: [2] }))).toEqual([]);
    expect(events()).toHaveLength(1);
    expect(event!.info).toBe('Shadowserver scan_ntp 2026-01-15 alpha');
    const live = [...event!.objects.values()].filter(({ deleted }) => !deleted);
    expect(live.map(({ comment }) => comment)).toContain('seen by the NOC');
    expect(live).toHaveLength(2);
    expect(event!.attributes.get(uuid)!.deleted).toBe(false);
    expect([...event!.tags]).toContain('tlp:red');
  });

  it('takes over an event whose earlier request was answered too late', async () => {
    misp.answer = ({ url }) => {
      if (!url.pathname.startsWith('/events/add')) return undefined;
      misp.answer = () => undefined;
      return { status: 504, body: '' };
    };
    await expect(send(rowsOf({ alpha: [1] }))).rejects.toMatchObject({ code: 'misp-busy' });
    expect(await send(rowsOf({ alpha: [1] }))).toEqual([]);
    expect(addresses()).toEqual(['192.0.2.1']);
  });
});

describe('a refusal', () => {
  it('of an event leaves out its rows, and the others are sent', async () => {
    misp.refusal = ({ info }) => (info.endsWith('alpha') ? { info: ['not allowed here'] } : undefined);
    const refusals = await send(rowsOf({ alpha: [1, 2], beta: [3] }));
    expect(refusedIds(refusals)).toEqual(['misp-event-refused', 'misp-event-refused']);
    expect(refusals[0]!.error.message).toContain(
      'HTTP 403: Could not add Event: {"info":["not allowed here"]}',
    );
    expect(addresses()).toEqual(['192.0.2.3']);
  });

  it('of a withdrawal is a letter about the event', async () => {
    await send(rowsOf({ alpha: [1], beta: [2] }));
    misp.refusal = ({ info }) => (info.endsWith('alpha') ? { error: 'locked' } : undefined);
    const refusals = await send(rowsOf({}));
    expect(refusals.map(({ id, error }) => [id, error.code])).toEqual([
      [events()[0]!.uuid, 'misp-event-refused'],
    ]);
    expect(addresses()).toEqual(['192.0.2.1']);
  });

  it('of a value is found out, although MISP does not tell', async () => {
    misp.events.refuses = (value) => value === '192.0.2.2';
    expect(refusedIds(await send(rowsOf({ alpha: [1, 2, 3] })))).toEqual(['misp-row-refused']);
    expect(refusedIds(await send(rowsOf({ beta: [2, 3] }), { rows: 'attributes' }))).toEqual([
      'misp-row-refused',
    ]);
  });

  it('of tags stops the output, because readers would not know the level of the Traffic Light Protocol', async () => {
    misp.events.createsTags = false;
    const failure = await failureOf(send(rowsOf({ alpha: [1] }), { publish: true }));
    expect(failure.code).toBe('misp-rights');
    expect(failure.message).toContain('left out the tags tlp:amber');
    expect(events()[0]!.published).toBe(false);
  });

  it.each([
    ['a pause', 429, 'misp-busy'],
    ['an error of its own', 500, 'misp-busy'],
    ['a request that is too large', 413, 'misp-refused'],
  ])('with %s is told with who can act', async (_, status, code) => {
    const headers = { 'retry-after': '7' };
    misp.answer = ({ url }) =>
      url.pathname.startsWith('/events/add') ? json({ message: `no ${KEY}` }, status, headers) : undefined;
    const failure = await failureOf(send(rowsOf({ alpha: [1] })));
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain(KEY);
    expect(failure.details.retryAfterMs).toBe(7000);
  });
});

describe('a check', () => {
  it('says who sends where, and changes nothing', async () => {
    const sharing = { distribution: 'sharing-group', sharing_group_uuid: GROUP.uuid } as const;
    const view = await (await output(sharing)).check(NEVER);
    expect(view.sentence).toMatch(/^events of Example CSIRT are sent to MISP 2\.5\.16 at 127\.0\.0\.1:\d+$/);
    expect(view.facts).toEqual(
      expect.arrayContaining([
        ['user', 'sundial@example.com (Publisher)'],
        ['sharing group', 'Example sector'],
        ['published', 'no, a person does that in MISP'],
      ]),
    );
    expect(misp.changes).toEqual([]);
  });

  it('says what is wrong with the key', async () => {
    expect((await checked({ api_key: new Secret('other') })).code).toBe('misp-auth');
    misp.lacks = ['perm_tagger', 'perm_publish'];
    expect((await checked()).message).toContain('the role Publisher is without perm_tagger');
    misp.lacks = ['perm_publish'];
    expect((await checked({ publish: true })).message).toContain('without perm_publish');
  });

  it('says that MISP is too old', async () => {
    misp.version = '2.4.99';
    expect((await checked()).message).toContain(
      'MISP has version 2.4.99, and Sundial needs 2.4.150 or later',
    );
  });

  it('says that the sharing group is not one of the organisation', async () => {
    const group = {
      distribution: 'sharing-group',
      sharing_group_uuid: GROUP.uuid.replace('2', '3'),
    } as const;
    expect((await checked(group)).message).toContain('no sharing group 3f1d8a3e');
  });

  it('says that the address is not that of a MISP', async () => {
    misp.answer = () => ({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' });
    expect((await checked()).code).toBe('misp-answer');
    misp.answer = () => json({ version: 5 });
    expect((await checked()).message).toContain('servers/getVersion: version: ');
  });
});

describe('options', () => {
  it.each<[string, Values]>([
    ['path is missing', { url: '' }],
    ['path is set beside url', { path: '/srv/misp-feed' }],
    ['api_key is missing', { api_key: new Secret(' ') }],
    ['api_key has spaces', { api_key: new Secret('a key') }],
    ['org_uuid is set beside url', { org_uuid: GROUP.uuid }],
    ['event_rows is too large', { event_rows: 20_001 }],
    ['url has no TLS', { url: 'http://misp.example.com' }],
    ['url names a user', { url: 'https://me@misp.example.com' }],
    ['sharing_group_uuid is missing', { distribution: 'sharing-group' }],
  ])('%s', async (problem, values) => {
    const failure = await failureOf(openApi(apiEntry('https://misp.example.com', values)));
    expect(failure.message).toContain(`outputs.misp.${problem}`);
  });
});
