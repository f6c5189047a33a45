// Tests what the calendar of reports says about each kind of day.
import { expect, it } from 'vitest';
import type { DeliveryRow, LedgerRow } from '../../store/index.js';
import { type CalendarFacts, calendarLines } from './calendar-of.js';

const place = { list: 'north', report_type: 'scan_ntp' };
const live = (load: number, day: string, given: Partial<LedgerRow> = {}) =>
  ({ load, ...place, report_date: day, state: 'live', rows: 5, quarantined: 0, ...given }) as LedgerRow;
const failed = (day: string, type = 'scan_ntp') =>
  ({ ...place, report_type: type, report_date: day }) as DeliveryRow;
const DAYS = [
  '2026-03-01',
  '2026-03-02',
  '2026-03-03',
  '2026-03-04',
  '2026-03-05',
  '2026-03-06',
  '2026-03-07',
];
const [FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH] = DAYS as [string, string, string, string, string, string];

const facts: CalendarFacts = {
  days: DAYS,
  reports: [
    live(1, FIRST),
    live(2, SECOND, { quarantined: 2 }),
    live(3, THIRD, { state: 'dead' }),
    live(4, THIRD, { rows: 7 }),
    live(5, FOURTH),
    live(6, FIFTH, { rows: 0 }),
  ],
  missing: [
    { list: 'north', type: 'scan_ntp', date: SIXTH, last: FIFTH },
    { list: 'east', type: '', date: SIXTH, last: FIRST },
    { list: 'north', type: 'scan_ssh', date: '2026-02-01', last: '2026-01-31' },
  ],
  differences: [
    { ...place, report_date: SECOND, source: 'stats', stated: 9, stored: 5 },
    { ...place, report_date: FOURTH, source: 'stats', stated: 8, stored: 5 },
    { ...place, report_date: FIRST, source: 'stats', stated: 3, stored: 5 },
  ],
  failed: [failed(FIRST), failed('2026-03-07'), failed(FIRST, '')],
};

it('has one line for each list and type with a state for each day, the worst that applies', () => {
  const lines = calendarLines(facts);
  expect(lines.map(({ list, type }) => `${list} ${type}`)).toEqual(['north scan_ntp']);
  expect(lines[0]!.cells.map(({ state, report }) => [state, report])).toEqual([
    ['loaded', 1],
    ['set-aside', 2],
    ['reissued', 4],
    ['short', 5],
    ['empty', 6],
    ['missing', null],
    ['failed', null],
  ]);
  expect(lines[0]!.cells[3]).toMatchObject({ rows: 5, stated: 8, versions: 1 });
  expect(lines[0]!.cells[2]).toMatchObject({ rows: 7, stated: null, versions: 2 });
});
