// Tests that the page of the whitelist has what "sundial whitelist print" shows, and says which entries end soon.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadCatalogue } from '../src/catalogue/index.js';
import { declareWhitelist } from '../src/cli/commands/whitelist/whitelist.js';
import { Session } from '../src/cli/testing/session.js';
import { everything } from '../src/domain/everything.js';
import { ENDPOINTS } from '../src/server/app/contract.js';
import { openWeb } from '../src/server/app/testing/browser.js';
import { webDataOf } from '../src/server/app/testing/web-data.js';

const session = new Session((program, context) => declareWhitelist(program, context), 'once');
const whitelist = (...words: string[]) => session.run(['whitelist', ...words], { env: { USER: 'ada' } });

beforeAll(async () => {
  await whitelist('add', '-t', 'ntp', '-d', '40', '192.0.2.0/24', '--reason', 'a\u202eb', '--break-through');
  await whitelist('add', '-t', 'all', '-d', 'forever', '*.example.org');
});
afterAll(() => session.remove());

/** The entries at a time. The clock of commands is at 2026-02-03, that of the web application at 2026-03-01. */
async function entriesAfter(days: number) {
  const web = await openWeb({ SUNDIAL_WEB_AUTH: 'none' });
  const store = await session.opened();
  web.listener.serve(webDataOf({ store, operator: store.as(everything), catalogue: loadCatalogue() }));
  web.later(days * 86_400_000);
  const { body } = await web.browser().ask('GET', '/api/v1/whitelist');
  expect(ENDPOINTS.entries.answer.parse(body)).toEqual(body);
  return body.entries;
}

it('shows the entries of the command, and when they end', async () => {
  const { entries } = JSON.parse((await whitelist('print', '--json')).out) as { entries: object[] };
  const shown = await entriesAfter(0);
  expect(shown).toHaveLength(entries.length);
  expect(shown).toMatchObject([
    {
      ...{ entry: 1, type: 'ntp', types: ['scan6_ntp', 'scan_ntp'], subject: '192.0.2.0/24' },
      ...{ until: '2026-03-15 04:05:06', state: 'ends-soon', break_through: true, reason: 'a\\u202eb' },
      ...{ author: 'ada', since: '2026-02-03', applied: 0, applied_on: null },
    },
    { entry: 2, type: 'all', types: [], subject: '*.example.org', until: null, state: 'lasting' },
  ]);
  const states = async (days: number) =>
    (await entriesAfter(days)).map(({ state }: { state: string }) => state);
  expect([await states(14), await states(15)]).toEqual([
    ['ends-soon', 'lasting'],
    ['ended', 'lasting'],
  ]);
});
