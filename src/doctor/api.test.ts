// Tests the checks of the API for constituents: how it is reached, and the file of its keys.
import { chmodSync } from 'node:fs';
import { expect, it } from 'vitest';
import { addKey, keysFileOf, revokeKey, rotateKey } from '../access/index.js';
import { folderWith, settingsIn } from '../config/testing/folder.js';
import { apiChecks } from './api.js';

const NOW = new Date('2026-03-01T00:00:00Z');
const clock = () => NOW;
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
const GIVEN = { label: 'The Zoo', constituents: ['zoo'], methods: [], limits: {}, expires: undefined };
const ON = { SUNDIAL_API_PORT: '8443', SUNDIAL_PUBLIC_URL: 'https://reports.example.com' };

async function settingsWith(given: Readonly<Record<string, string>> = ON) {
  return (await settingsIn({ env: { SUNDIAL_DATA_DIR: await folderWith(), ...given } })).settings;
}

/** The checks by name, as status and finding. */
async function checked(settings: Awaited<ReturnType<typeof settingsWith>>) {
  const checks = await apiChecks(settings, NOW);
  return Object.fromEntries(checks.map(({ name, status, found }) => [name, `${status}: ${found}`]));
}

it.each([
  [{}, 'ok: off'],
  [ON, 'ok: 127.0.0.1, port 8443, for a proxy on this machine'],
  [
    { ...ON, SUNDIAL_API_HOST: '0.0.0.0' },
    expect.stringMatching(/^warning: 0\.0\.0\.0, port 8443, without TLS/),
  ],
  [
    { ...ON, SUNDIAL_API_HOST: '0.0.0.0', SUNDIAL_API_TRUSTED_PROXIES: '192.0.2.1' },
    expect.stringMatching(/^ok: .* for the proxies/),
  ],
  [
    { ...ON, SUNDIAL_API_HOST: '0.0.0.0', SUNDIAL_API_TLS_CERTS: 'a.pem', SUNDIAL_API_TLS_KEYS: 'b.pem' },
    'ok: 0.0.0.0, port 8443, with TLS',
  ],
])('the transport with %j', async (given, found) => {
  expect((await checked(await settingsWith(given))).api).toEqual(found);
});

it.each([
  ['', /^warning: not set/],
  ['http://reports.example.com', /^warning: http:.* not encrypted/],
  ['https://reports.example.com', /^ok: /],
])('the public address %j', async (url, found) => {
  const settings = await settingsWith({ ...ON, SUNDIAL_PUBLIC_URL: url });
  expect((await checked(settings))['public url']).toMatch(found);
});

it('no keys are only missed while the API is on', async () => {
  expect((await checked(await settingsWith())).keys).toMatch(/^warning: 0 usable keys, so that no/);
  const off = await checked(await settingsWith({}));
  expect([off.keys, off['keys file'], off['public url']]).toEqual([
    'ok: 0 usable keys',
    'ok: none',
    undefined,
  ]);
});

it('a file that others can read is a problem', async () => {
  const settings = await settingsWith();
  const file = keysFileOf(settings);
  await addKey(file, GIVEN, clock);
  expect((await checked(settings))['keys file']).toBe(`ok: ${file.file}`);
  chmodSync(file.file, 0o640);
  expect((await checked(settings))['keys file']).toMatch(/^problem: other users of this machine can read/);
});

it('keys that end soon are named, unless they have a successor', async () => {
  const settings = await settingsWith();
  const file = keysFileOf(settings);
  const { id } = await addKey(file, { ...GIVEN, expires: inDays(29) }, clock);
  await addKey(file, { ...GIVEN, expires: inDays(31) }, clock);
  expect((await checked(settings)).keys).toBe(
    `warning: 2 usable keys; within 30 days end ${id} (The Zoo, 2026-03-30)`,
  );
  await rotateKey(file, id, 7, clock);
  // The successor has the end of its predecessor.
  expect((await checked(settings)).keys).toMatch(
    /^warning: 3 usable keys; within 30 days end (?!.*2026-03-08)/,
  );
});

it('expired keys are named until they are revoked', async () => {
  const settings = await settingsWith();
  const file = keysFileOf(settings);
  await addKey(file, GIVEN, clock);
  const { id } = await addKey(file, { ...GIVEN, expires: NOW }, clock);
  expect((await checked(settings)).keys).toBe(
    `warning: 1 usable key; expired, with their secrets still in the file: ${id} (The Zoo, 2026-03-01)`,
  );
  await revokeKey(file, id, clock);
  expect((await checked(settings)).keys).toBe('ok: 1 usable key');
});
