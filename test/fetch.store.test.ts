// Checks the whole fetch against a double of the Reports API: new, known, re-issued, failed and missing reports.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { offered } from '../examples/reports-api/index.js';
import { Fetching, report } from './support/fetching.js';

let world: Fetching;
beforeAll(async () => {
  world = await Fetching.open('2026-01-10T08:00:00Z');
});
afterAll(() => world.close());
// Each test uses different days, because all tests share the process's only store.
beforeEach(() => {
  world.pass(40 * 24);
  world.double.asked.length = 0;
});
afterEach(() => {
  world.double.heal();
  world.double.changingIds = false;
  // No download is left behind, whatever failed.
  expect(readdirSync(path.join(world.folder, 'downloads'))).toEqual([]);
});

const counts = ({
  listed,
  known,
  reissued,
  empty,
  failed,
  waiting,
  ...rest
}: Awaited<ReturnType<Fetching['fetch']>>) => ({
  listed,
  new: rest.new,
  known,
  reissued,
  empty,
  failed,
  waiting,
});
const NONE = { listed: 0, new: 0, known: 0, reissued: 0, empty: 0, failed: 0, waiting: 0 };
const at = (date: string) => ({ dates: [date], impatient: true });

test('fetches listed reports once, and recognises them the next time', async () => {
  const day = world.day(1);
  world.offer(
    report('example', day, 'scan_ssl', 3),
    report('example', day, 'scan_http', 2),
    report('other', day, 'scan_ssl', 1),
  );
  const first = await world.fetch(at(day));
  expect(counts(first)).toEqual({ ...NONE, listed: 3, new: 3 });
  expect(first).toMatchObject({ status: 'done', totals: { accepted: 5, duplicate: 1 }, differences: [] });
  const again = await world.fetch(at(day));
  expect(counts(again)).toEqual({ ...NONE, listed: 3, known: 3 });
  expect(world.asked('download')).toBe(3);
  const reports = await world.rows(
    `SELECT DISTINCT list FROM reports WHERE report_date = '${day}' ORDER BY list`,
  );
  expect(reports).toEqual([{ list: 'example' }, { list: 'other' }]);
});

test('fetches only the requested lists and types', async () => {
  const day = world.day(1);
  world.offer(
    report('example', day, 'scan_ssl', 1),
    report('example', day, 'scan_http', 1),
    report('other', day, 'scan_ssl', 1),
  );
  expect(counts(await world.fetch({ ...at(day), lists: ['example'], types: ['scan_ssl'] }))).toEqual({
    ...NONE,
    listed: 1,
    new: 1,
  });
  expect(counts(await world.fetch({ ...at(day), excluded: ['scan_ssl'] }))).toEqual({
    ...NONE,
    listed: 1,
    new: 1,
  });
});

test('reports a list that the account does not name, with the nearest name', async () => {
  const day = world.day(1);
  world.offer(report('example-network', day, 'scan_ssl', 1));
  const { unknownLists, lines } = await world.fetch({
    ...at(day),
    lists: ['example-netwrok', 'example-network'],
  });
  expect(unknownLists).toEqual(['example-netwrok']);
  expect(lines).toContain(
    'the list "example-netwrok" is not one of the account\'s lists (did you mean "example-network"?). "sundial api reports/subscribed" shows them',
  );
  expect((await world.fetch({ ...at(day), lists: ['example-network'] })).unknownLists).toEqual([]);
  world.double.fail({ on: 'reports/subscribed', body: '[]' });
  expect((await world.fetch({ ...at(day), lists: ['unlisted'] })).unknownLists).toEqual([]);
  world.double.heal();
});

test('a report with only a header counts as empty, and an empty file fails', async () => {
  const day = world.day(1);
  const empty = offered('example', `${day}-scan_ftp-example.csv`, '"timestamp","ip"\n');
  const nothing = offered('example', `${day}-scan_rdp-example.csv`, '');
  world.offer(empty, nothing);
  const fetched = await world.fetch(at(day));
  expect(counts(fetched)).toEqual({ ...NONE, listed: 2, empty: 1, failed: 1 });
  expect(fetched.outcomes.find(({ error }) => error)!.error!.code).toBe('file-empty');
});

test('several files of one type and day are separate reports', async () => {
  const day = world.day(1);
  const part = (name: string, rows: number) => {
    const made = report(`part-${name}`, day, 'scan_ssl', rows, name);
    return { ...made, list: 'example' };
  };
  world.offer(part('geo', 3), part('asn', 2));
  expect(await world.fetch(at(day))).toMatchObject({
    status: 'done',
    new: 2,
    differences: [],
    totals: { accepted: 5 },
  });
  const reports = await world.rows(`SELECT list FROM reports WHERE report_date = '${day}' ORDER BY list`);
  expect(reports).toEqual([{ list: 'part-asn' }, { list: 'part-geo' }]);
  expect(counts(await world.fetch(at(day)))).toMatchObject({ known: 2 });
});

test('downloads that were not tried do not count as failed attempts', async () => {
  const day = world.day(1);
  world.offer(
    ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((list) => report(list, day, 'scan_ssl', 1)),
  );
  world.double.fail({ on: 'download', status: 403, times: 100 });
  const fetched = await world.fetch({ dates: [day] });
  expect(fetched.outcomes.filter(({ error }) => error?.code === 'api-not-tried').length).toBeGreaterThan(0);
  const attempts = await world.rows(
    `SELECT state, attempts, count() > 0 AS some FROM listings WHERE report_date = '${day}' GROUP BY state, attempts ORDER BY state`,
  );
  expect(attempts).toEqual([
    { state: 'listed', attempts: 0, some: 1 },
    { state: 'failed', attempts: 1, some: 1 },
  ]);
});

describe('a re-issue', () => {
  it('is recognised by a changed id and replaces the earlier version', async () => {
    const day = world.day(1);
    const first = report('example', day, 'scan_ssl', 3);
    world.offer({ ...first, id: 'first-id' });
    await world.fetch(at(day));
    world.pass(1);
    world.offer({ ...report('example', day, 'scan_ssl', 4), id: 'second-id', issuedAt: world.now });
    expect(counts(await world.fetch(at(day)))).toEqual({ ...NONE, listed: 1, reissued: 1 });
    const [live] = await world.rows(
      `SELECT rows FROM reports WHERE report_date = '${day}' AND state = 'live'`,
    );
    expect(live).toEqual({ rows: 4 });
  });

  it('is recognised by the statistics, and not requested again while they still differ', async () => {
    const day = world.day(1);
    world.offer({ ...report('example', day, 'scan_ssl', 3), id: 'same' });
    await world.fetch(at(day));
    world.pass(1);
    world.offer({ ...report('example', day, 'scan_ssl', 5), id: 'same', issuedAt: world.now });
    expect(counts(await world.fetch(at(day)))).toMatchObject({ reissued: 1 });
    world.double.fail({
      on: 'reports/stats',
      times: 2,
      body: JSON.stringify([
        ['date', 'type', 'events'],
        [day, 'scan-ssl', 9],
      ]),
    });
    world.pass(1);
    const disagreeing = await world.fetch(at(day));
    expect(counts(disagreeing)).toMatchObject({ known: 1, reissued: 0 });
    expect(disagreeing.differences).toEqual([
      { report_date: day, list: 'example', report_type: 'scan_ssl', source: 'stats', stated: 9, stored: 5 },
    ]);
    world.pass(1);
    const downloads = world.asked('download');
    await world.fetch(at(day));
    expect(world.asked('download')).toBe(downloads);
  });

  it('is recognised by the daily comparison', async () => {
    const day = world.day(1);
    const first = report('example', day, 'scan_ssl', 3);
    world.offer({ ...first, id: 'same', issuedAt: world.now });
    await world.fetch(at(day));
    world.pass(12);
    world.offer({ ...report('example', day, 'scan_ssl', 3, 'two'), id: 'same', issuedAt: world.now });
    expect(counts(await world.fetch(at(day)))).toMatchObject({ known: 1 });
    world.pass(12);
    expect(counts(await world.fetch(at(day)))).toMatchObject({ reissued: 1 });
    expect(world.asked('head')).toBe(1);
    world.pass(24);
    expect(counts(await world.fetch(at(day)))).toMatchObject({ known: 1 });
    expect(world.asked('head')).toBe(2);
  });
});

test('ids that change at every call do not count as re-issues', async () => {
  world.double.changingIds = true;
  const day = world.day(1);
  world.offer(report('example', day, 'scan_ssl', 2), report('example', day, 'scan_http', 2));
  await world.fetch(at(day));
  expect(counts(await world.fetch(at(day)))).toEqual({ ...NONE, listed: 2, known: 2 });
  expect(world.asked('download')).toBe(2);
});

describe('a failure', () => {
  it('of one report does not stop others, and is tried again after a while', async () => {
    const day = world.day(1);
    const broken = report('example', day, 'scan_ssl', 2);
    world.offer(broken, report('example', day, 'scan_http', 2));
    world.double.fail({ on: 'download', file: broken.file, times: 100, status: 404 });
    const request = { dates: [day] };
    const first = await world.fetch(request);
    expect(counts(first)).toEqual({ ...NONE, listed: 2, new: 1, failed: 1 });
    expect(first.status).toBe('partial');
    expect(counts(await world.fetch(request))).toEqual({ ...NONE, listed: 2, known: 1, waiting: 1 });
    world.pass(1);
    expect(counts(await world.fetch(request))).toMatchObject({ failed: 1 });
    const [row] = await world.rows(
      `SELECT state, error_code, attempts FROM listings WHERE file = '${broken.file}'`,
    );
    expect(row).toEqual({ state: 'failed', error_code: 'api-not-found', attempts: 2 });
  });

  it('to list one day affects only that day, which stays due', async () => {
    const [day, next] = [world.day(2), world.day(1)];
    world.offer(report('example', day, 'scan_ssl', 1), report('example', next, 'scan_ssl', 1));
    world.double.fail({ on: 'reports/list', times: 100, status: 500 });
    const failed = await world.fetch({ dates: [day, next] });
    expect(failed).toMatchObject({ status: 'failed', unreadDays: [day, next] });
    expect(await world.rows(`SELECT * FROM day_reads WHERE report_date IN ('${day}', '${next}')`)).toEqual(
      [],
    );
  });

  it('of the key affects everything', async () => {
    const day = world.day(1);
    world.double.fail({ on: 'reports/subscribed', status: 401, times: 10 });
    const refused = await world.fetch(at(day));
    expect(refused).toMatchObject({ status: 'failed', unreadDays: [day] });
    expect(refused.outcomes.map(({ error }) => error!.code)).toEqual(['api-auth']);
    expect(world.asked('reports/list')).toBe(0);
  });
});

test('a day is closed when it was read after it settled, and only for the requested reports', async () => {
  const day = world.day(1);
  world.offer(report('example', day, 'scan_ssl', 1));
  const reads = () =>
    world.rows(`SELECT list, settled, excluded FROM day_reads WHERE report_date = '${day}'`);
  await world.fetch(at(day));
  expect(await reads()).toEqual([{ list: 'example', settled: 0, excluded: [] }]);
  world.pass(24);
  await world.fetch({ ...at(day), excluded: ['scan_http'] });
  expect(await reads()).toEqual([{ list: 'example', settled: 1, excluded: ['scan_http'] }]);
});

test('a fetch that is stopped while downloading closes no day, and the next one continues', async () => {
  const day = world.day(5);
  const [stuck, other] = [report('example', day, 'scan_ssl', 1), report('example', day, 'scan_http', 1)];
  world.offer(stuck, other);
  world.double.fail({ on: 'download', file: stuck.file, stallAfter: 20 });
  const controller = new AbortController();
  const running = world.fetch(at(day), controller.signal);
  while (world.asked('download') < 2) await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  await running;
  const reads = () => world.rows(`SELECT settled FROM day_reads WHERE report_date = '${day}'`);
  expect(await reads()).toEqual([]);
  await world.fetch(at(day));
  expect(await world.rows(`SELECT report_type FROM reports WHERE report_date = '${day}'`)).toHaveLength(2);
  expect(await reads()).toEqual([{ settled: 1 }]);
});

test('a fetch that is stopped ends at once, and the next fetch resumes its downloads', async () => {
  const day = world.day(1);
  world.offer(report('example', day, 'scan_ssl', 1), report('example', day, 'scan_http', 1));
  const controller = new AbortController();
  controller.abort();
  expect(counts(await world.fetch(at(day), controller.signal))).toMatchObject({ new: 0 });
  expect(await world.rows(`SELECT list FROM day_reads WHERE report_date = '${day}'`)).toEqual([]);
  expect(counts(await world.fetch(at(day)))).toMatchObject({ new: 2 });
});
