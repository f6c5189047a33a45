// Tests marks and accepted findings through the API of the pages on a real store: two people at once, undo, the audit.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { arrive, triageAt } from '../../../test/support/triaging.js';
import { World } from '../../../test/support/world.js';
import { inviteUser, usersFileOf } from '../../access/index.js';
import type { Role } from '../../domain/role.js';
import { decide } from '../../triage/index.js';
import { type Browser, openWeb, PASSWORD, type TestedWeb } from './testing/browser.js';
import { webDataOf } from './testing/web-data.js';

const DAY = '2026-03-01';
/** From the beginning of the day to its noon, after the digest. */
const HOURS_MS = 12 * 3_600_000;

let world: World;
beforeAll(async () => {
  world = await World.open();
  await arrive(world, DAY, '192.0.2.1', '192.0.2.2', '192.0.2.3');
  await decide(triageAt(world, `${DAY}T09:00:00`), { date: DAY, author: 'sundial' });
});
afterAll(() => world.close());

async function opened() {
  const web = await openWeb();
  web.later(HOURS_MS);
  web.listener.serve(webDataOf(world));
  const ada = web.browser();
  await ada.start(web.listener.offerFirst()!);
  return { web, ada, bob: await signedIn(web, 'bob', 'analyst') };
}
async function signedIn(web: TestedWeb, name: string, role: Role): Promise<Browser> {
  const { token } = await inviteUser(
    usersFileOf({ data_dir: web.dataDir }),
    { name, role },
    () => new Date(`${DAY}T12:00:00Z`),
  );
  const browser = web.browser();
  await browser.ask('POST', '/api/v1/start', { token: token.reveal(), password: PASSWORD });
  return browser;
}
const dayOf = async (browser: Browser) => (await browser.ask('GET', `/api/v1/days/${DAY}`)).body;
type Row = { id: string; subject: string; step: number; since: { author: string } | null };
const rowsOf = async (browser: Browser): Promise<Row[]> => (await dayOf(browser)).handle.rows;
const mark = (browser: Browser, rows: readonly Row[], name = 'notified') =>
  browser.ask('POST', '/api/v1/marks', {
    ...{ mark: name, reason: 'by telephone' },
    findings: Object.fromEntries(rows.map(({ id, step }) => [id, step])),
  });

it('two people who mark the same finding at once: the second is told what the first did', async () => {
  const { web, ada, bob } = await opened();
  const [seen] = await rowsOf(ada);
  const first = await mark(bob, [seen!]);
  expect(first.body).toMatchObject({ marked: 1, left: { total: 0, rows: [] } });
  const second = await mark(ada, [seen!], 'resolved');
  expect(second.body).toMatchObject({
    marked: 0,
    left: { total: 1, rows: [{ id: seen!.id, state: 'notified', author: 'bob', reason: 'by telephone' }] },
  });
  const [known] = await rowsOf(ada);
  expect(known).toMatchObject({ step: first.body.step, since: { state: 'notified', author: 'bob' } });
  expect((await mark(ada, [known!], 'resolved')).body).toMatchObject({ marked: 1 });
  const undone = async (browser: Browser, step: number) => browser.ask('DELETE', `/api/v1/marks/${step}`);
  expect((await undone(bob, first.body.step)).body).toEqual({ restored: 0, left: 1 });
  const third = (await rowsOf(ada))[0]!;
  expect((await undone(ada, third.step)).body).toEqual({ restored: 1, left: 0 });
  expect((await undone(ada, third.step)).body.error.code).toBe('mark-unknown');
  expect((await undone(ada, first.body.step)).body).toEqual({ restored: 0, left: 1 });
  expect(web.audited.filter(({ event }) => /mark/.test(String(event)))).toMatchObject([
    { event: 'findings-marked', by: 'bob', mark: 'notified', findings: 1, left: 0, step: first.body.step },
    { event: 'findings-marked', by: 'ada', mark: 'resolved', findings: 0, left: 1 },
    { event: 'findings-marked', by: 'ada', mark: 'resolved', findings: 1 },
    { event: 'mark-undone', by: 'bob', findings: 0, left: 1 },
    { event: 'mark-undone', by: 'ada', findings: 1, left: 0 },
    { event: 'mark-undone', by: 'ada', findings: 0, left: 1 },
  ]);
});

it('a day is marked in one step, except for what happened after it was read', async () => {
  const { ada, bob } = await opened();
  const { step, handle } = await dayOf(ada);
  await mark(bob, [handle.rows[1]], 'acknowledged');
  const all = await ada.ask('POST', `/api/v1/days/${DAY}/marks`, {
    mark: 'notified',
    reason: '',
    until: step,
  });
  expect(all.body).toMatchObject({ marked: 2, left: { total: 1, rows: [{ author: 'bob' }] } });
  expect((await ada.ask('DELETE', `/api/v1/marks/${all.body.step}`)).body).toEqual({ restored: 2, left: 0 });
  const unknown = { mark: 'notified', reason: '', until: step };
  expect((await ada.ask('POST', '/api/v1/days/2026-03-09/marks', unknown)).body.error.code).toBe(
    'digest-unknown',
  );
});

it('accepting shows what it covers, takes effect on the page at once, and can be taken back', async () => {
  const { web, ada } = await opened();
  const covers = '?type=ntp&subject=192.0.2.2';
  const preview = await ada.ask('GET', `/api/v1/whitelist/preview${covers}`);
  expect(preview.body).toMatchObject({ findings: 1, rows: [{ subject: '192.0.2.2', days: 1, handled: 1 }] });
  const accept = { type: 'ntp', subject: '192.0.2.2', days: 30, reason: 'pool', break_through: false };
  const added = await ada.ask('POST', '/api/v1/whitelist', accept);
  expect(added.body).toMatchObject({ subject: '192.0.2.2', author: 'ada', reason: 'pool' });
  expect((await ada.ask('POST', '/api/v1/whitelist', accept)).body.error.code).toBe('whitelist-exists');
  const accepted = async () =>
    (await dayOf(ada)).handle.rows.map(({ accepted }: { accepted: object | null }) => accepted);
  expect(await accepted()).toMatchObject([null, { entry: added.body.entry, author: 'ada' }, null]);
  expect((await ada.ask('GET', `/api/v1/whitelist/preview${covers}`)).body.covering).toEqual([
    {
      ...{ entry: added.body.entry, type: 'ntp', subject: '192.0.2.2', until: added.body.until },
      ...{ reason: 'pool', break_through: false },
    },
  ]);
  const removed = await ada.ask('DELETE', `/api/v1/whitelist/${added.body.entry}`);
  expect([removed.status, await accepted()]).toEqual([200, [null, null, null]]);
  for (const entry of [added.body.entry, 'x'])
    expect((await ada.ask('DELETE', `/api/v1/whitelist/${entry}`)).body.error.code).toBe(
      'whitelist-entry-unknown',
    );
  expect(web.audited.slice(-2)).toMatchObject([
    { event: 'whitelist-added', by: 'ada', about: 'ntp 192.0.2.2' },
    { event: 'whitelist-removed', by: 'ada', about: 'ntp 192.0.2.2' },
  ]);
});

it('two people who change the same entry at once: the second is told, and changes nothing', async () => {
  const { web, ada, bob } = await opened();
  const accept = { type: 'all', subject: '198.51.100.0/24', days: 30, reason: 'pool', break_through: true };
  const { entry, version } = (await ada.ask('POST', '/api/v1/whitelist', accept)).body;
  const path = `/api/v1/whitelist/${entry}`;
  const first = await bob.ask('PATCH', path, { version, days: null, reason: 'ours' });
  expect(first.body).toMatchObject({ entry, until: '9999-12-31 23:59:59', reason: 'ours', author: 'bob' });
  for (const second of [
    await ada.ask('PATCH', path, { version, days: 7, reason: 'late' }),
    await ada.ask('DELETE', `${path}?version=${version}`),
  ]) {
    expect([second.status, second.body.error.code]).toEqual([409, 'whitelist-changed']);
    expect(second.body.error.message).toContain(`bob has changed entry ${entry} meanwhile`);
  }
  const listed = async () => (await ada.ask('GET', '/api/v1/whitelist')).body.entries;
  const [now] = await listed();
  expect(now).toMatchObject({ entry, version: first.body.version, until: null, author: 'bob' });
  // Only the reason: the end stays.
  const reworded = await ada.ask('PATCH', path, { version: now.version, reason: 'pool of the lab' });
  expect(reworded.body).toMatchObject({ until: first.body.until, reason: 'pool of the lab', author: 'ada' });
  for (const body of [
    { version: now.version, days: 0, reason: '' },
    { version: now.version, days: 10_001, reason: '' },
    { days: 7, reason: '' },
  ])
    expect((await ada.ask('PATCH', path, body)).body.error.code).toBe('request-refused');
  await ada.ask('DELETE', `${path}?version=${reworded.body.version}`);
  expect(await listed()).toEqual([]);
  expect((await bob.ask('PATCH', path, { version, days: 7, reason: '' })).body.error.code).toBe(
    'whitelist-entry-unknown',
  );
  expect(web.audited.filter(({ event }) => /whitelist/.test(String(event)))).toMatchObject([
    { event: 'whitelist-added', by: 'ada', entry },
    { event: 'whitelist-changed', by: 'bob', entry, about: 'all 198.51.100.0/24' },
    { event: 'whitelist-changed', by: 'ada', entry },
    { event: 'whitelist-removed', by: 'ada', entry },
  ]);
});

it('an unchanged day is not made again, and any change makes it anew', async () => {
  const { ada } = await opened();
  const path = `/api/v1/days/${DAY}`;
  const first = await ada.ask('GET', path);
  const etag = first.headers.get('etag')!;
  const again = () => ada.ask('GET', path, undefined, { 'if-none-match': etag });
  expect([(await again()).status, (await again()).body]).toEqual([304, '']);
  const [row] = first.body.handle.rows;
  await mark(ada, [row]);
  const changed = await again();
  expect([changed.status, changed.body.handle.rows[0].since.state]).toEqual([200, 'notified']);
});

it.each<[string, unknown, string]>([
  ['without findings', { mark: 'notified', reason: '', findings: {} }, 'no finding is named'],
  ['of no finding', { mark: 'notified', reason: '', findings: { x: 1 } }, 'findings.x'],
  ['without a step', { mark: 'notified', reason: '', findings: { ['0'.repeat(32)]: 'a' } }, 'findings.0'],
  ['of another kind', { mark: 'opened', reason: '', findings: { ['0'.repeat(32)]: 0 } }, 'mark:'],
  ['with a long reason', { mark: 'resolved', reason: 'a'.repeat(1_001), findings: {} }, 'reason:'],
])('a mark %s is refused', async (_what, body, words) => {
  const { ada } = await opened();
  const { status, body: answer } = await ada.ask('POST', '/api/v1/marks', body);
  expect([status, answer.error.code]).toEqual([400, 'request-refused']);
  expect(answer.error.message).toContain(words);
});
