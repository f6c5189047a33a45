// Tests managing users by the pages, and the audit log that tells of it.
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { appendedTo, auditFileOf } from '../../access/index.js';
import { ENDPOINTS } from './contract.js';
import type { Call } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { settingsHandlers } from './settings-handlers.js';
import { type Browser, openWeb, PASSWORD } from './testing/browser.js';

/** An admin, and what the audit log has. */
async function openAsAdmin() {
  const web = await openWeb();
  const ada = web.browser();
  await ada.start(web.listener.offerFirst()!);
  return { web, ada };
}

const roleIn = async (browser: Browser) => (await browser.ask('GET', '/api/v1/session')).body.user?.role;

it('an admin invites, changes and removes others, each at once', async () => {
  const { web, ada } = await openAsAdmin();
  const invited = await ada.ask('POST', '/api/v1/users', { name: ' Bob ', role: 'viewer' });
  expect(ENDPOINTS.inviteUser.answer.parse(invited.body)).toEqual(invited.body);
  expect(invited.body.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/start#[\w-]{43}$/);
  const bob = web.browser();
  await bob.start(invited.body.link);
  await ada.ask('POST', '/api/v1/users/bob/role', { role: 'analyst' });
  expect(await roleIn(bob)).toBe('analyst');
  const { body } = await ada.ask('DELETE', '/api/v1/users/bob/sessions');
  expect([body.sessions, await roleIn(bob)]).toEqual([0, undefined]);
  expect((await bob.login('bob')).status).toBe(200);
  const reset = await ada.ask('POST', '/api/v1/users/bob/reset', {});
  expect([await roleIn(bob), (await bob.login('bob', PASSWORD)).status]).toEqual([undefined, 401]);
  await bob.start(reset.body.link);
  expect(await roleIn(bob)).toBe('analyst');
  expect((await ada.ask('POST', '/api/v1/users/bob/disable', {})).body).toMatchObject({ state: 'disabled' });
  expect(await roleIn(bob)).toBeUndefined();
  await ada.ask('DELETE', '/api/v1/users/bob');
  expect((await ada.ask('DELETE', '/api/v1/users/bob')).body.error.code).toBe('user-unknown');
  const by = web.audited.filter(({ about }) => about === 'bob');
  expect(by.map(({ event }) => event)).toEqual([
    ...['user-invited', 'user-role', 'session-ended', 'user-reset', 'user-disabled', 'user-removed'],
  ]);
  for (const line of by) expect(line).toMatchObject({ by: 'ada', through: 'web', address: '127.0.0.1' });
  expect(JSON.stringify(web.audited)).not.toContain(invited.body.link.split('#')[1]);
});

it('nobody locks oneself out by a slip, and where people sign in elsewhere nobody is invited', async () => {
  const { ada } = await openAsAdmin();
  for (const [method, path, body] of [
    ['POST', 'ada/role', { role: 'viewer' }],
    ['POST', 'ADA/reset', {}],
    ['POST', 'ada/disable', {}],
    ['DELETE', 'ada', undefined],
  ] as const)
    expect((await ada.ask(method, `/api/v1/users/${path}`, body)).body.error.code).toBe('user-own');
  expect(await roleIn(ada)).toBe('admin');
  const open = (await openWeb({ SUNDIAL_WEB_AUTH: 'none' })).browser();
  expect((await open.ask('POST', '/api/v1/users', { name: 'bob', role: 'viewer' })).status).toBe(404);
});

it('shows the audit log, the newest first, also what was rotated, and a file that spreadsheets may open', async () => {
  const { web, ada } = await openAsAdmin();
  const file = auditFileOf({ data_dir: web.dataDir });
  const line = (time: string, more: object) =>
    `${JSON.stringify({ time: `2026-03-${time}:00.000Z`, event: 'signed-in', by: 'ada', through: 'web', ...more })}\n`;
  appendedTo(file).write(line('01T00:00', { by: '', about: '=cmd|x\u202e', error: 'sign-in-refused' }));
  renameSync(file, `${file}.1`);
  writeFileSync(file, line('02T00:00', { address: '192.0.2.7' }));
  appendFileSync(file, line('03T00:00', { event: 'of-the-future', further: [1] }));
  appendFileSync(file, '{"time":"2026-03-03T00:00:00.000Z","event":"signed-');
  const shown = async (query: string) => (await ada.ask('GET', `/api/v1/audit${query}`)).body;
  const all = await shown('');
  expect(ENDPOINTS.audit.answer.parse(all)).toEqual(all);
  expect([all.are_all, all.rows.map(({ event, by }: Record<string, string>) => `${event} ${by}`)]).toEqual([
    ...[true, ['of-the-future ada', 'signed-in ada', 'signed-in ']],
  ]);
  const times = async (query: string) =>
    (await shown(query)).rows.map(({ time }: { time: string }) => time.slice(8, 10));
  expect(await times('?text=192.0.2.7')).toEqual(['02']);
  expect(await times('?text=SIGN-IN-Refused&event=signed-in')).toEqual(['01']);
  expect(await times('?from=2026-03-02&to=2026-03-02')).toEqual(['02']);
  expect((await ada.ask('GET', '/api/v1/audit?from=yesterday')).status).toBe(400);
  const { content } = (await ada.ask('POST', '/api/v1/audit/export', { to: '2026-03-02' })).body;
  expect(content.split('\n')).toEqual([
    'time,event,by,through,address,about,role,mark,findings,left,step,entry,error',
    '2026-03-02T00:00:00.000Z,signed-in,ada,web,192.0.2.7,,,,,,,,',
    "2026-03-01T00:00:00.000Z,signed-in,,web,,'=cmd|x\\u202e,,,,,,,sign-in-refused",
    '',
  ]);
  expect(web.audited.at(-1)).toMatchObject({ event: 'audit-exported', by: 'ada' });
});

it('the checks of the doctor run once for all who ask at the same time', async () => {
  let runs = 0;
  const check = { name: 'engine', status: 'ok', found: 'a\u202eb', advice: '' };
  const examine = async () => {
    runs += 1;
    return [check];
  };
  const parts = { explained: [], data: () => ({ examine }) } as unknown as HandlerParts;
  const { doctor } = settingsHandlers(parts);
  const ask = () => doctor({} as Call<'doctor'>);
  const answers = await Promise.all([ask(), ask()]);
  expect(runs).toBe(1);
  for (const answer of answers)
    expect(ENDPOINTS.doctor.answer.parse(answer).checks[0]!.found).toBe('a\\u202eb');
  await ask();
  expect(runs).toBe(2);
});
