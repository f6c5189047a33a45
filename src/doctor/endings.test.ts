// Tests the lines of the doctor about what ends at a known time.
import { expect, it } from 'vitest';
import { endingChecks } from './endings.js';

const NOW = new Date('2026-03-01T00:00:00Z');

it.each([
  ['2026-02-28T23:59:59Z', 'problem', 'It ended on 2026-02-28', 'Renew it'],
  ['2026-03-01T00:00:01Z', 'warning', 'It ends on 2026-03-01', 'Renew it'],
  ['2026-03-30T23:59:59Z', 'warning', 'It ends on 2026-03-30', 'Renew it'],
  ['2026-03-31T00:00:00Z', 'ok', 'It ends on 2026-03-31', ''],
])('an end at %s is: %s', (at, status, found, advice) => {
  const ending = { what: 'It', at: new Date(at), advice: 'Renew it' };
  expect(endingChecks([ending], NOW)).toEqual([{ name: 'expiry', status, found, advice }]);
});
