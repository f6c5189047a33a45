// Tests the answers about days on a real store: the figures are those of the digest, for users with a role only.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { arrive, digestOn, triageAt } from '../../../test/support/triaging.js';
import { World } from '../../../test/support/world.js';
import { decide } from '../../triage/index.js';
import { ENDPOINTS } from './contract.js';
import { openWeb } from './testing/browser.js';
import { webDataOf } from './testing/web-data.js';

const [FIRST, SECOND] = ['2026-03-01', '2026-03-02'] as const;

let world: World;
beforeAll(async () => {
  world = await World.open();
  await arrive(world, FIRST, '192.0.2.1', '192.0.2.2');
  await decide(triageAt(world, `${FIRST}T09:00:00`), { date: FIRST, author: 'ada' });
  await arrive(world, SECOND, '192.0.2.1', '192.0.2.3');
  await decide(triageAt(world, `${SECOND}T09:00:00`), { date: SECOND, author: 'ada' });
});
afterAll(() => world.close());

it('shows the digest of a day and leads to the days around it', async () => {
  const web = await openWeb();
  web.listener.serve(webDataOf(world));
  const browser = web.browser();
  await browser.start(web.listener.offerFirst()!);
  const asked = async (path: string) => (await browser.ask('GET', `/api/v1${path}`)).body;
  const digest = await digestOn(world, SECOND);
  expect(await asked('/days')).toEqual({
    days: [
      { date: SECOND, ...digest.counts },
      { date: FIRST, ...(await digestOn(world, FIRST)).counts },
    ],
  });
  const day = await asked(`/days/${SECOND}`);
  expect(ENDPOINTS.day.answer.parse(day)).toEqual(day);
  expect(day).toMatchObject({ date: SECOND, previous: FIRST, next: null, counts: digest.counts });
  expect(day.handle).toMatchObject({
    total: 1,
    rows: [{ subject: '192.0.2.3', at: '123/udp', severity: 'medium', note: digest.handle.rows[0]!.why }],
  });
  expect(day.recent.rows.map((row: { note: string }) => row.note)).toEqual([
    'Reported on 2026-03-01; again from 2026-03-08 on',
  ]);
  expect(await asked(`/days/${FIRST}`)).toMatchObject({ previous: null, next: SECOND });
  for (const date of ['2026-03-03', 'yesterday', '2026-02-30', "2026-03-01'"])
    expect((await asked(`/days/${encodeURIComponent(date)}`)).error.code).toBe('digest-unknown');
});
