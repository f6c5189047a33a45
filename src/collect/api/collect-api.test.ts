// Checks the results of downloads: deliveries with their identity, refusals that do not stop other downloads, and no
// files left on disk.
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { offered } from '../../../examples/reports-api/index.js';
import type { Collected, Delivery } from '../../domain/delivery.js';
import type { Validators } from '../index.js';
import { lines } from '../testing/outcome.js';
import { against, CSV, NOW, report, temporaryFolder } from './testing/against.js';
import { collected, collecting, listed, rangesOf } from './testing/collecting.js';

const DAY = '2026-03-02';
const SSL = report('scan_ssl');
const NTP = report('scan_ntp');

describe('a download', () => {
  test('becomes a delivery with the identity of its report', async () => {
    const tested = await against({ reports: [SSL] });
    const items: Collected[] = [];
    for await (const item of collecting(tested, await listed(tested))) items.push(item);
    expect(items).toMatchObject([
      {
        kind: 'delivery',
        source: 'api',
        path: `example/${SSL.file}`,
        name: SSL.file,
        deliveredAt: NOW,
        publishedAt: new Date(`${DAY}T04:00:00Z`),
        report: { type: 'scan_ssl', date: DAY },
        subscription: 'example',
        bytes: SSL.content.length,
      },
    ]);
    expect((await collected(tested))[0]!.content).toEqual(SSL.content);
  });

  test("has the time of the server's clock if its own time is unknown", async () => {
    const tested = await against({ reports: [SSL], validators: false });
    for await (const item of collecting(tested, await listed(tested)))
      expect((item as Delivery).publishedAt).toEqual(NOW);
  });

  test('requests uncompressed bytes, by the unchanged id', async () => {
    const tested = await against({ reports: [{ ...SSL, id: 'test:scan_ssl?x=%20#a//..|' }] });
    expect((await collected(tested))[0]!.content).toEqual(SSL.content);
    expect(tested.double.asked.at(-1)!.headers['accept-encoding']).toBe('identity');
  });

  test("includes the server's validators", async () => {
    const tested = await against({ reports: [SSL] });
    const told: Validators[] = [];
    await collected(tested, { downloaded: (_, validators) => told.push(validators) });
    expect(told).toEqual([
      { etag: expect.any(String), lastModified: expect.any(String), length: SSL.content.length },
    ]);
    const [listing] = await listed(tested);
    expect(await tested.api.head(listing!)).toEqual(told[0]);
  });

  test.each([404, 405])('without HEAD (%d) has no validators', async (status) => {
    const tested = await against({ reports: [SSL] });
    tested.double.fail({ on: 'head', status });
    const [listing] = await listed(tested);
    expect(await tested.api.head(listing!)).toBeUndefined();
  });

  test('that is an archive is unpacked', async () => {
    const tested = await against({ reports: [SSL, { ...NTP, content: gzipSync(NTP.content) }] });
    tested.double.fail({
      on: 'download',
      file: SSL.file,
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync(SSL.content),
    });
    expect((await collected(tested)).map(({ content }) => content)).toEqual([NTP.content, SSL.content]);
  });

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\x.csv', 'x.csv'],
    ['..', 'unnamed'],
  ])('with the name %s is not written anywhere else', async (file, shown) => {
    const folder = temporaryFolder();
    const tested = await against({ reports: [{ ...SSL, file }] });
    const items: Collected[] = [];
    for await (const item of collecting(tested, await listed(tested), { folder: path.join(folder, 'spool') }))
      items.push(item);
    expect(items).toMatchObject([{ path: `example/${shown}`, report: { type: 'scan_ssl', date: DAY } }]);
    expect(readdirSync(folder)).toEqual(['spool']);
  });
});

describe('a download that fails', () => {
  const BOMB = gzipSync(Buffer.alloc(64 * 1024 * 1024, 'x'));

  test.each([
    ['404', { status: 404, body: '<h1>gone</h1>' }, 'api-not-found'],
    ['403', { status: 403 }, 'api-auth'],
    ['429', { status: 429, times: 9 }, 'api-busy'],
    ['500', { status: 500, times: 9 }, 'api-failed'],
    ['a web page', { body: '<!DOCTYPE html><html>Please log in</html>' }, 'api-malformed'],
    ['an error with status 200', { body: '{"error":"expired"}' }, 'api-refused'],
    ['nothing', { body: '' }, 'file-empty'],
    ['a binary', { body: Buffer.alloc(5000) }, 'api-malformed'],
    ['a bomb', { headers: { 'content-encoding': 'gzip' }, body: BOMB }, 'archive-limit'],
    ['a cut each time', { cutAfter: 10, times: 9 }, 'api-cut'],
    ['a wrong length each time', { contentLength: 9999, cutAfter: 5000, times: 9 }, 'api-cut'],
    ['a redirect elsewhere', { status: 302, headers: { location: 'http://127.0.0.2/x' } }, 'api-redirect'],
    ['a redirect to nowhere', { status: 301 }, 'api-redirect'],
  ])('with %s does not stop the others', async (_what, fault, code) => {
    const tested = await against({ reports: [SSL, NTP] });
    tested.double.fail({ on: 'download', file: SSL.file, ...fault });
    const all = await collected(tested);
    const failed = all.find(({ path }) => path.endsWith(SSL.file))!;
    expect(failed.error?.code).toBe(code);
    expect(all.find(({ path }) => path.endsWith(NTP.file))!.content).toEqual(NTP.content);
    expect(JSON.stringify(failed.error)).not.toContain('127.0.0.2');
  });

  test('because the server is silent counts as a timeout', async () => {
    const tested = await against({ reports: [SSL] }, { downloadTimeoutSeconds: 0.05 });
    tested.double.fail({ on: 'download', times: 9, silent: true });
    expect(lines(await collected(tested))).toEqual([`example/${SSL.file}: api-timeout`]);
  });

  test('is tried again and resumes where it was cut', async () => {
    // Long enough that much of the report is written before the cut, because buffered data is then lost.
    const long = { ...SSL, content: Buffer.from(CSV.repeat(40_000)) };
    const tested = await against({ reports: [long] });
    tested.double.fail({ on: 'download', cutAfter: 1_500_000 });
    // A matcher would compare megabytes one by one.
    expect((await collected(tested))[0]!.content?.equals(long.content)).toBe(true);
    expect(rangesOf(tested, long)).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d{4,}-$/)]);
  });

  test('is followed to another place on the same server', async () => {
    const tested = await against({ reports: [SSL, { ...NTP, id: 'moved' }] });
    tested.double.fail({ on: 'download', file: SSL.file, status: 307, headers: { location: 'moved' } });
    const all = await collected(tested);
    expect(all.map(({ content }) => content)).toEqual([NTP.content, NTP.content]);
  });
});

describe('further downloads', () => {
  const MORE = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => report(`scan_${letter}`));

  test('stop if access is refused repeatedly', async () => {
    const tested = await against({ reports: MORE });
    tested.double.fail({ on: 'download', status: 403, times: 99 });
    const codes = (await collected(tested, { concurrency: 1 })).map(({ error }) => error?.code);
    expect(codes.filter((code) => code === 'api-auth')).toHaveLength(3);
    expect(codes.filter((code) => code === 'api-not-tried')).toHaveLength(3);
  });

  test('are not stopped by one withdrawn id', async () => {
    const tested = await against({ reports: MORE });
    tested.double.fail({ on: 'download', status: 403 });
    const errors = (await collected(tested)).filter(({ error }) => error);
    expect(errors).toHaveLength(1);
  });

  test('stop before the disk is full', async () => {
    const tested = await against({ reports: MORE });
    const all = await collected(tested, { minFreeDiskMib: 1e12, concurrency: 2 });
    expect(new Set(all.map(({ error }) => error?.code))).toEqual(new Set(['disk-low', 'api-not-tried']));
    expect(tested.double.asked.filter(({ what }) => what === 'download')).toEqual([]);
  });

  test('run only a few ahead of the consumer', async () => {
    const tested = await against({ reports: MORE });
    const started = () => tested.double.asked.filter(({ what }) => what === 'download').length;
    let taken = 0;
    for await (const _ of collecting(tested, await listed(tested), { concurrency: 3 })) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(started()).toBeLessThanOrEqual(taken + 3);
      taken += 1;
    }
    expect(taken).toBe(6);
  });

  test('end when the caller stops consuming them, or is interrupted', async () => {
    const tested = await against({ reports: MORE });
    const listings = await listed(tested);
    tested.double.fail({ on: 'download', after: 1, times: 9, stallAfter: 10 });
    for await (const _ of collecting(tested, listings)) break;
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    const items: Collected[] = [];
    for await (const item of collecting(tested, listings, { signal: stop.signal })) items.push(item);
    expect(items).toEqual([]);
  });
});

describe('the folder of downloads', () => {
  test('is private, and empty once all downloads are consumed', async () => {
    const folder = path.join(temporaryFolder(), 'a', 'b');
    const tested = await against({ reports: [SSL] });
    for await (const _ of collecting(tested, await listed(tested), { folder })) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      const files = readdirSync(folder);
      expect(files.map((file) => file.replace(/^[0-9a-f]{64}/, ''))).toEqual(['.json', '.part']);
      for (const file of files) expect(statSync(path.join(folder, file)).mode & 0o777).toBe(0o600);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  test('drops files that were not requested since yesterday', async () => {
    const folder = temporaryFolder();
    const old = `${'a'.repeat(64)}.part`;
    const fresh = `${'b'.repeat(64)}.part`;
    mkdirSync(folder, { recursive: true });
    for (const name of [old, fresh, 'notes.txt']) writeFileSync(path.join(folder, name), 'x');
    const at = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);
    utimesSync(path.join(folder, old), at(25), at(25));
    utimesSync(path.join(folder, 'notes.txt'), at(99), at(99));
    utimesSync(path.join(folder, fresh), at(1), at(1));
    await collected(await against({ reports: [offered('example', `${DAY}-x-y.csv`, CSV)] }), { folder });
    expect(readdirSync(folder).sort()).toEqual([fresh, 'notes.txt']);
  });
});
