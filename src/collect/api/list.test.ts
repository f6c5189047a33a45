// Checks that listings are complete: full answers, changing lists, unreadable entries.
import { describe, expect, test } from 'vitest';
import { type OfferedReport, offered } from '../../../examples/reports-api/index.js';
import { against, CSV, failureOf, report } from './testing/against.js';

const DAY = '2026-03-02';

/** Reports of one list and type: the publisher distinguishes several filters of a list by the end of the name. */
function many(count: number, type: string, list = 'example'): OfferedReport[] {
  return Array.from({ length: count }, (_, at) => offered(list, `${DAY}-${type}-${list}-${at}.csv`, CSV));
}

const entry = { id: 'a?b:c', file: `${DAY}-scan_ssl-x.csv`, report: 'x@shadowserver.org', timestamp: DAY };

async function listing(entries: readonly unknown[]) {
  const { api, double } = await against();
  double.fail({ on: 'reports/list', body: JSON.stringify(entries) });
  return api.list({ date: DAY });
}

describe('a listing', () => {
  test('contains list, type and date, and hides the id', async () => {
    const { listings, refusals } = await listing([{ ...entry, type: 'Scan-SSL', more: 1 }]);
    expect(refusals).toEqual([]);
    expect(listings).toMatchObject([{ list: 'x', file: entry.file, type: 'scan_ssl', date: DAY }]);
    expect(listings[0]!.id.reveal()).toBe('a?b:c');
    expect(listings[0]!.idHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(listings)).not.toContain('a?b:c');
  });

  test('takes missing facts from the name', async () => {
    const { timestamp: _, ...bare } = entry;
    expect((await listing([bare])).listings).toMatchObject([{ list: 'x', type: 'scan_ssl', date: DAY }]);
  });

  test.each([
    ['no id', { ...entry, id: undefined }, 'reports/list 1', 'no usable id'],
    ['an id that does not fit into an address', { ...entry, id: 'a b' }, 'reports/list 1', 'no usable id'],
    ['no file', { ...entry, file: '' }, 'reports/list 1', 'no usable file'],
    ['no list', { ...entry, report: 7 }, 'reports/list 1', 'no usable report'],
    ['neither type nor date', { ...entry, file: 'x.csv', timestamp: '' }, 'x/x.csv', 'neither type nor date'],
    ['no members', 'x', 'reports/list 1', 'no usable members'],
  ])('that has %s is refused, and the others are processed', async (_what, bad, path, words) => {
    const { listings, refusals } = await listing([bad, entry]);
    expect(listings).toHaveLength(1);
    expect(refusals).toMatchObject([
      { kind: 'refusal', source: 'api', path, error: { code: 'api-malformed' } },
    ]);
    expect(refusals[0]!.error.message).toContain(words);
  });

  test('that occurs twice counts once, with the latest id', async () => {
    const { listings } = await listing([entry, { ...entry, id: 'later' }, entry, { ...entry, id: 'latest' }]);
    expect(listings.map(({ id }) => id.reveal())).toEqual(['latest']);
  });
});

describe('the request', () => {
  test('contains a day, lists and types', async () => {
    const { api, double } = await against({ reports: [report('scan_ssl'), report('scan_ntp')] });
    await api.list({ date: DAY });
    await api.list({ date: DAY, lists: ['example'], types: ['scan_ssl'] });
    expect(double.asked.map(({ request }) => request)).toEqual([
      { date: DAY, limit: 1000 },
      { date: DAY, limit: 1000, reports: ['example'], types: ['scan_ssl'] },
    ]);
  });

  test('is sent day by day', async () => {
    const { api, double } = await against({
      reports: [report('scan_ssl'), report('scan_ssl', '2026-03-04')],
    });
    const { listings } = await api.list({ date: '2026-03-02:2026-03-04' });
    expect(listings.map(({ date }) => date)).toEqual(['2026-03-02', '2026-03-04']);
    expect(double.asked).toHaveLength(3);
  });

  test.each([
    'now',
    '2026-02-30',
    '2026-03-04:2026-03-02',
    '2026-03-01:2026-03-02:2026-03-03',
    '1970-01-01:2026-01-01',
  ])('cannot be %s', async (date) => {
    const { api } = await against();
    expect((await failureOf(api.list({ date }))).code).toBe('usage');
  });
});

describe('a day with more reports than an answer can contain', () => {
  test.each([
    [
      'in several lists',
      [...many(700, 'scan_ssl', 'a'), ...many(700, 'scan_ssl', 'b'), ...many(700, 'scan_ssl', 'c')],
    ],
    [
      'in several types of one list',
      [...many(900, 'scan_ssl'), ...many(900, 'scan_ntp'), ...many(900, 'scan_ftp')],
    ],
    [
      'in both',
      ['a', 'b'].flatMap((list) => ['x', 'y', 'z'].flatMap((type) => many(600, `scan_${type}`, list))),
    ],
  ])('%s is listed in parts', async (_where, reports) => {
    const { api } = await against({ reports });
    const { listings, refusals } = await api.list({ date: DAY });
    expect(refusals).toEqual([]);
    expect(new Set(listings.map(({ list, file }) => `${list}/${file}`)).size).toBe(reports.length);
    expect(listings).toHaveLength(reports.length);
  });

  test('is listed incompletely if one type exceeds an answer, and this is reported', async () => {
    const { api } = await against({ reports: [...many(1200, 'scan_ssl'), ...many(3, 'scan_ntp')] });
    const { listings, refusals } = await api.list({ date: DAY });
    expect(listings).toHaveLength(1003);
    expect(refusals).toMatchObject([{ error: { code: 'api-list-full', row: { class: 'partial' } } }]);
    expect(refusals[0]!.path).toBe('reports/list 2026-03-02 scan_ssl');
  });

  test('is also listed by types that only the catalogue knows', async () => {
    const reports = [...many(900, 'scan_ssl'), ...many(900, 'scan_ntp')];
    const { api, double } = await against({ reports }, { knownTypes: ['scan_ntp'] });
    double.fail({ on: 'reports/types', body: '["scan_ssl"]' });
    expect((await api.list({ date: DAY })).listings).toHaveLength(1800);
  });

  test("is listed even if the API does not name the account's lists", async () => {
    const { api, double } = await against({ reports: [...many(900, 'a', 'x'), ...many(900, 'b', 'x')] });
    double.fail({ on: 'reports/subscribed', body: '[]' });
    expect((await api.list({ date: DAY })).listings).toHaveLength(1800);
  });

  test('keeps entries that only an earlier answer contained', async () => {
    const { api, double } = await against({ reports: many(10, 'scan_ssl') });
    const first = many(1000, 'scan_ntp').map(({ file }) => ({ ...entry, file, id: file }));
    double.fail({ on: 'reports/list', body: JSON.stringify(first) });
    expect((await api.list({ date: DAY })).listings).toHaveLength(1010);
  });
});
