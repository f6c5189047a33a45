// Tests that options and users are shown to admins, without anything secret.
import { expect, it } from 'vitest';
import { inviteUser, usersFileOf } from '../../access/index.js';
import { explainSettings } from '../../config/index.js';
import { settingsIn } from '../../config/testing/folder.js';
import { ENDPOINTS } from './contract.js';
import { openWeb } from './testing/browser.js';

const SECRET = 'hunter2-hunter2-hunter2';

it('options have their origin, and secrets a mask', async () => {
  const loaded = await settingsIn({ env: { SUNDIAL_STORE_PASSWORD: SECRET, SUNDIAL_WEB_PORT: '8091' } });
  const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' }, undefined, undefined, explainSettings(loaded));
  const { body } = await web.browser().ask('GET', '/api/v1/settings');
  expect(ENDPOINTS.settings.answer.parse(body)).toEqual(body);
  const named = (name: string) => body.options.find((option: { name: string }) => option.name === name);
  expect(named('web_port')).toMatchObject({
    ...{ section: 'Web application', value: '8091', source: expect.stringContaining('SUNDIAL_WEB_PORT') },
  });
  expect(named('store_password').value).toBe('********');
  expect(JSON.stringify(body)).not.toContain(SECRET);
});

it('users have their state and sessions, and no hash', async () => {
  const web = await openWeb();
  const browser = web.browser();
  await browser.start(web.listener.offerFirst()!);
  const file = usersFileOf({ data_dir: web.dataDir });
  const { token } = await inviteUser(
    file,
    { name: 'bob', role: 'viewer' },
    () => new Date('2026-03-01T00:00:00Z'),
  );
  const { body } = await browser.ask('GET', '/api/v1/users');
  expect(ENDPOINTS.users.answer.parse(body)).toEqual(body);
  expect(body.users).toMatchObject([
    { name: 'ada', role: 'admin', state: 'active', sessions: 1 },
    { name: 'bob', role: 'viewer', state: 'invited', sessions: 0 },
  ]);
  for (const hidden of ['argon2', 'digest', token.reveal()])
    expect(JSON.stringify(body)).not.toContain(hidden);
  expect(
    (await (await openWeb({ SUNDIAL_WEB_AUTH: 'none' })).browser().ask('GET', '/api/v1/users')).body,
  ).toEqual({
    users: [],
  });
});
