// Tests that the digest warns about messages left alone that look like reports, but not about unrelated mail.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageRow } from '../src/store/index.js';
import { decide } from '../src/triage/index.js';
import { arrive, digestOn, triageAt } from './support/triaging.js';
import { World } from './support/world.js';

let world: World;
beforeAll(async () => {
  world = await World.open();
  await arrive(world, '2026-03-10', '192.0.2.1');
});
afterAll(() => world.close());

const seconds = (time: string) => Date.parse(`${time}Z`) / 1000;

const left = (message: string, error_code: string, changed: string): MessageRow => ({
  ...{ source: 'mail', mailbox: 'INBOX', message, path: message, sha256: '', list: '', state: 'left' },
  ...{ sender: 'fred@example.com', subject: 'FW: report', sent_at: seconds(changed) },
  ...{ reports: 0, error_code, error: '', changed_at: seconds(changed) },
});

async function leftWarnings(): Promise<string[]> {
  await decide(triageAt(world, '2026-03-11T09:00:00'), { date: '2026-03-10', author: 'test', again: true });
  const digest = await digestOn(world, '2026-03-10');
  return digest.warnings.rows.filter(({ code }) => code === 'mail-left').map(({ message }) => message);
}

test('counts messages of the week before the decision that may contain reports', async () => {
  await world.store.messages.record([
    left('stranger', 'mail-not-from-publisher', '2026-03-10T08:00:00'),
    left('old', 'mail-forwarder-unknown', '2026-03-01T08:00:00'),
    left('later', 'mail-forwarder-unknown', '2026-03-12T08:00:00'),
  ]);
  expect(await leftWarnings()).toEqual([]);
  await world.store.messages.record([left('first', 'mail-forwarder-unknown', '2026-03-10T08:00:00')]);
  expect(await leftWarnings()).toEqual([
    '1 message looks like a report and was left alone. "sundial mail list --state left" shows the reasons',
  ]);
  await world.store.messages.record([left('second', 'mail-link-foreign', '2026-03-10T08:00:00')]);
  expect(await leftWarnings()).toEqual([
    '2 messages look like reports and were left alone. "sundial mail list --state left" shows the reasons',
  ]);
});
