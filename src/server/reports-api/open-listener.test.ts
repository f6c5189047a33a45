// Tests the listener of the Reports API: off until configured, apart from health and metrics, and up before the store.
import { writeFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { addKey, keysFileOf, signatureOf } from '../../access/index.js';
import type { Settings } from '../../config/index.js';
import { folderWith, settingsIn } from '../../config/testing/folder.js';
import { SILENT_LOG } from '../../domain/log.js';
import { freePort } from '../../net/testing/free-port.js';
import { openApiListener } from './open-listener.js';
import { NOW } from './testing/keys.js';

const clock = () => NOW;

async function settingsWith(given: Readonly<Record<string, string>>): Promise<Settings> {
  const env = { SUNDIAL_DATA_DIR: await folderWith(), ...given };
  return (await settingsIn({ env })).settings;
}

async function open(settings: Settings) {
  const accesses: Record<string, unknown>[] = [];
  const listener = await openApiListener({
    settings,
    clock,
    log: SILENT_LOG,
    accesses: { write: (line) => accesses.push(JSON.parse(line)) },
    answered: () => {},
  });
  onTestFinished(() => listener?.close());
  return { address: listener?.address, accesses };
}

it('is off until it has a port', async () => {
  expect((await open(await settingsWith({}))).address).toBeUndefined();
});

it('does not take the port of health and metrics', async () => {
  const settings = await settingsWith({ SUNDIAL_API_PORT: '8088' });
  await expect(open(settings)).rejects.toThrow('api_port is 8088, which is http_port');
});

it('has a port if it is to be a TAXII server too', async () => {
  const settings = await settingsWith({ SUNDIAL_TAXII: 'true' });
  await expect(open(settings)).rejects.toThrow(/taxii is on, but the API has no port.*api_port: 8443/s);
});

it('names its options if the address is in use', async () => {
  const settings = await settingsWith({ SUNDIAL_API_PORT: String(await freePort()) });
  await open(settings);
  await expect(open(settings)).rejects.toThrow(/another process listens there.*api_host and api_port/);
});

it('checks keys before the store is open, and then asks to try again later', async () => {
  const settings = await settingsWith({ SUNDIAL_API_PORT: String(await freePort()) });
  const { address } = await open(settings);
  const given = { label: 'x', constituents: ['zoo'], methods: [], limits: {}, expires: undefined };
  const { apikey, secret } = (await addKey(keysFileOf(settings), given, clock)).credentials;
  const body = JSON.stringify({ apikey: apikey.reveal() });
  const call = async (hmac2: string) => {
    const answer = await fetch(`${address}/api2/reports/subscribed`, {
      method: 'POST',
      body,
      headers: { hmac2 },
    });
    return [answer.status, answer.headers.get('retry-after'), await answer.json()];
  };
  const hmac2 = signatureOf(secret, Buffer.from(body));
  const later = [503, '5', { error: 'the server cannot answer at the moment. Try again later' }];
  expect(await call(hmac2)).toEqual(later);
  expect((await call('x'))[0]).toBe(401);
  // Without readable keys no key works, whatever was known before.
  writeFileSync(keysFileOf(settings).file, 'damaged');
  expect(await call(hmac2)).toEqual(later);
});

it.each([
  ['', '127.0.0.1'],
  ['198.51.100.0/24', '127.0.0.1'],
  ['198.51.100.0/24,127.0.0.0/8', '192.0.2.7'],
])('with the proxies %j the client is %s', async (proxies, client) => {
  const port = String(await freePort());
  const { address, accesses } = await open(
    await settingsWith({ SUNDIAL_API_PORT: port, SUNDIAL_API_TRUSTED_PROXIES: proxies }),
  );
  await fetch(`${address}/x`, { headers: { 'x-forwarded-for': '203.0.113.9, 192.0.2.7' } });
  await expect.poll(() => accesses).toMatchObject([{ client, status: 404 }]);
});
