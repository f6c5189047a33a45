// Tests the service's HTTP answers before its store is open, and afterwards.
import { expect, onTestFinished, test } from 'vitest';
import { settingsIn } from '../config/testing/folder.js';
import { SILENT_LOG } from '../domain/log.js';
import { freePort } from '../net/testing/free-port.js';
import { openFront } from './index.js';

const NOW = new Date('2026-03-10T12:00:00Z');
const clock = () => NOW;

async function front(env: NodeJS.ProcessEnv) {
  const { settings } = await settingsIn({ env: { SUNDIAL_WEB_PORT: '0', ...env } });
  const opened = await openFront({ settings, clock, log: SILENT_LOG, version: '1.2.3' });
  onTestFinished(() => opened.close());
  return opened;
}

test('reports "starting" until the service is open', async () => {
  const { address, tell } = await front({ SUNDIAL_HTTP_PORT: String(await freePort()) });
  const ask = async (path: string) => {
    const answer = await fetch(`${address}${path}`);
    return { code: answer.status, text: await answer.text() };
  };
  expect(JSON.parse((await ask('/health')).text)).toMatchObject({ status: 'starting', sources: [] });
  expect((await ask('/health')).code).toBe(200);
  expect((await ask('/ready')).code).toBe(503);
  expect((await ask('/metrics')).text).toContain('sundial_health{status="starting"} 1');
  const status = {
    version: '1.2.3',
    startedAt: NOW,
    intervalSeconds: 900,
    failedInARow: 0,
    lastSuccessAt: NOW,
  };
  tell({
    status: () => ({ ...status, state: 'running' }),
    figures: async () => Promise.reject(new Error('none')),
  });
  expect(JSON.parse((await ask('/health')).text)).toMatchObject({ status: 'ok' });
  expect((await ask('/ready')).code).toBe(200);
});

test('opens no port if HTTP is off', async () => {
  expect((await front({ SUNDIAL_HTTP_PORT: '0' })).address).toBeUndefined();
});

test('reports an invalid schedule before opening the store', async () => {
  await expect(front({ SUNDIAL_HTTP_PORT: '0', SUNDIAL_RUN_SCHEDULE: 'daily' })).rejects.toMatchObject({
    code: 'config-invalid',
  });
});
