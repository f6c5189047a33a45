// Tests the plan for a store whose reports were named by their route: new names, winning versions, and lost reports.
import { describe, expect, test } from 'vitest';
import { deliveryKey, type KnownDelivery, type KnownLoad, planIdentities } from './plan.js';

const FILE = '2026-03-01-scan_ntp-company-asn.csv';

let loads = 0;
const load = (list: string, sha256: string, given: Partial<KnownLoad> = {}): KnownLoad => ({
  load: ++loads,
  state: 'live',
  report_type: 'scan_ntp',
  report_date: '2026-03-01',
  list,
  sha256,
  rows: 3,
  bytes: 100,
  published_at: 0,
  events_state: 'kept',
  original_state: 'kept',
  ...given,
});
const delivery = (source: string, path: string, list: string, sha256: string): KnownDelivery => ({
  ...{ source, path, list, sha256, bytes: 100, published_at: 0 },
  report_type: 'scan_ntp',
  report_date: '2026-03-01',
});

describe('lists become identifiers', () => {
  test.each([
    ['api', `company/${FILE}`, 'company', 'company-asn'],
    ['api', `company_company-asn/${FILE}`, 'company/company-asn', 'company-asn'],
    ['imap', `INBOX/7 > ${FILE}.zip > ${FILE}`, 'company', 'company-asn'],
    ['imap', 'INBOX/7 > link 1', 'company', 'company'],
    ['directory', `in/${FILE}`, 'company-asn', 'company-asn'],
    ['directory', 'in/2026-03-01-scan_ntp-sample (1).csv', 'sample (1)', 'sample'],
    ['directory', `in/${FILE}`, 'said by a person', 'said by a person'],
    ['directory', `day.zip > ${FILE}`, 'company-asn', 'company-asn'],
  ])('%s: %s of %s is %s', (source, path, list, wanted) => {
    const one = load(list, 'a');
    const plan = planIdentities([one], [delivery(source, path, list, 'a')]);
    expect(plan.renames.get(one.load) ?? list).toBe(wanted);
    expect(plan.deliveries.get(deliveryKey({ source, path, list })) ?? list).toBe(wanted);
    expect([plan.merges, plan.lost]).toEqual([[], []]);
  });

  test('a load without a delivery keeps its list', () => {
    expect(planIdentities([load('company', 'a')], []).renames.size).toBe(0);
  });
});

describe('one of several versions counts', () => {
  const both = (first: Partial<KnownLoad>, second: Partial<KnownLoad>) => {
    const byApi = load('company', 'a', first);
    const byFile = load('company-asn', 'b', second);
    const { merges } = planIdentities(
      [byApi, byFile],
      [delivery('api', `company/${FILE}`, 'company', 'a'), delivery('directory', FILE, 'company-asn', 'b')],
    );
    expect(merges).toHaveLength(1);
    expect(merges[0]!.losers).toHaveLength(1);
    return merges[0]!.winner === byApi ? 'first' : 'second';
  };

  test.each([
    ['the later one by the publisher', { published_at: 20 }, { published_at: 10 }, 'first'],
    ['a known time before an unknown one', { published_at: 10 }, {}, 'first'],
    ['of two unknown the later arrival', {}, {}, 'second'],
    [
      'one with events before a later one without',
      { published_at: 20, events_state: 'expired' as const },
      {},
      'second',
    ],
    [
      'of two without events the later one',
      { published_at: 20, events_state: 'expired' as const },
      { published_at: 10, events_state: 'expired' as const },
      'first',
    ],
  ])('%s', (_, first, second, winner) => {
    expect(both(first, second)).toBe(winner);
  });
});

describe('a report that another report replaced', () => {
  const other = FILE.replace('asn', 'ip');

  test('is loaded again, in its newest version', () => {
    const { lost } = planIdentities(
      [
        load('company', 'a', { state: 'purged', published_at: 10 }),
        load('company', 'c', { state: 'purged', published_at: 20 }),
        load('company', 'b', { published_at: 30 }),
      ],
      [
        delivery('imap', `1 > ${FILE}`, 'company', 'a'),
        delivery('imap', `2 > ${FILE}`, 'company', 'c'),
        delivery('imap', `3 > ${other}`, 'company', 'b'),
      ],
    );
    expect(lost).toMatchObject([
      { report: { type: 'scan_ntp', date: '2026-03-01', list: 'company-asn' }, sha256: 'c', publishedAt: 20 },
    ]);
  });

  test('is loaded even if it never was, because the other report was newer', () => {
    const { lost } = planIdentities(
      [load('company', 'b', { published_at: 30 })],
      [delivery('imap', `3 > ${other}`, 'company', 'b'), delivery('imap', `1 > ${FILE}`, 'company', 'a')],
    );
    expect(lost.map(({ sha256, path }) => [sha256, path])).toEqual([['a', `1 > ${FILE}`]]);
  });

  test('an earlier version of the same report is not lost', () => {
    const { lost } = planIdentities(
      [load('company-asn', 'a', { state: 'purged' }), load('company-asn', 'b')],
      [delivery('directory', FILE, 'company-asn', 'a'), delivery('directory', FILE, 'company-asn', 'b')],
    );
    expect(lost).toEqual([]);
  });
});
