// Checks the reports in a single message: attachments, messages within the message, and refusals.
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Delivery } from '../../domain/delivery.js';
import { testPace } from '../../net/testing/http-double.js';
import {
  bodyText,
  CSV,
  type Leaf,
  letter,
  otherMail,
  REPORT,
  reportMail,
  zipped,
} from '../testing/mail-writer.js';
import { PACKERS } from '../testing/packers.js';
import { writeZip } from '../testing/zip-writer.js';
import { collectMessage } from './collect-message.js';
import { lookThrough } from './message/look-through.js';
import { cut, Desk, type Found, file, lines, mail, octets } from './testing/desk.js';

let desk: Desk;
const take: Desk['take'] = (...given) => desk.take(...given);
const link = (path: string) => desk.link(path);

beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

describe('attachments', () => {
  test('with list, time, size and number of events', async () => {
    const [one] = (await take(mail([{ content: bodyText(link('x'), 1, '1.2M') }, zipped()]))) as Found[];
    expect(one).toMatchObject({ path: `m > ${REPORT}.zip > ${REPORT}`, name: REPORT, content: CSV });
    expect(one!.item).toMatchObject({
      source: 'test',
      message: 'abc',
      subscription: 'example',
      publishedAt: new Date('2026-01-16T05:00:00Z'),
      deliveredAt: new Date('2026-01-16T05:00:00Z'),
      expected: { rows: 1, leastBytes: 1_150_000, mostBytes: 1.25 * 1024 * 1024 },
    });
    expect(desk.host.asked.filter(({ url }) => url.pathname === '/x')).toEqual([]);
  });

  test.each(Object.entries(PACKERS))('%s, whatever its declared type', async (_, packer) => {
    const bytes = await packer.pack([{ name: REPORT, content: Buffer.from(CSV) }]);
    for (const type of ['image/png', 'text/plain', 'application/x-nothing'])
      for (const name of [`${REPORT}.${packer.extension}`, 'winmail.dat', 'report'])
        expect(await take(mail([{ type, name, encoding: 'base64', content: bytes }]))).toMatchObject([
          { content: CSV },
        ]);
  });

  test.each([
    ['csv', { type: 'text/csv', name: REPORT, content: CSV }],
    [
      'csv as text',
      { type: 'text/plain', name: REPORT, encoding: 'quoted-printable' as const, content: CSV },
    ],
    ['gz', octets(`${REPORT}.gz`, gzipSync(CSV))],
  ])('%s', async (_, leaf) => {
    for (const pieces of [1, 64, 100_000])
      expect(await take(mail([leaf]), {}, pieces)).toMatchObject([
        { name: REPORT, content: CSV.replaceAll('\n', leaf.content === CSV ? '\n' : '\n') },
      ]);
  });

  test('a name with folders is reduced to its last part, and a meaningless name is replaced', async () => {
    expect(await take(mail([octets('../../x.csv', Buffer.from(CSV))]))).toMatchObject([
      { path: 'm > x.csv', name: 'x.csv' },
    ]);
    expect(
      lines(await take(mail([octets('..', writeZip([{ name: REPORT, content: Buffer.from(CSV) }]))]))),
    ).toEqual([`m > attachment-1 > ${REPORT}`]);
  });

  test('a report with a meaningless name in a zip file is named after the attachment', async () => {
    const bytes = writeZip([{ name: 'report.csv', content: Buffer.from(CSV) }]);
    expect(await take(mail([octets(`${REPORT}.zip`, bytes)]))).toMatchObject([
      { path: `m > ${REPORT}.zip > report.csv`, name: REPORT },
    ]);
    const other = '2026-01-15-scan_ntp-other.csv';
    const named = writeZip([{ name: other, content: Buffer.from(CSV) }]);
    expect(await take(mail([octets(`${REPORT}.zip`, named)]))).toMatchObject([{ name: other }]);
  });

  test('encrypted, damaged, unsafe and exploding ones are refused, and the others are processed', async () => {
    const bomb = writeZip([{ name: REPORT, content: Buffer.alloc(40_000_000, 'a') }]);
    const good = writeZip([{ name: REPORT, content: Buffer.from(CSV) }]);
    const leaves = [
      octets('a.csv.zip', writeZip([{ name: REPORT, content: Buffer.from(CSV), flags: 1 }])),
      octets('b.csv.zip', good.subarray(0, -30)),
      octets('c.csv.zip', writeZip([{ name: '../../x.csv', content: Buffer.from(CSV) }])),
      octets('d.csv.zip', bomb),
      octets('e.csv.zip', good),
    ];
    const found = (await take(mail(leaves))) as Found[];
    expect(found.map(({ code }) => code)).toEqual([
      'archive-encrypted',
      'archive-corrupt',
      'archive-member-name',
      'archive-limit',
      // The report that reached the limit, and its archive, which ends there.
      'archive-limit',
      undefined,
    ]);
    expect(found.every(({ item }) => item.message === 'abc')).toBe(true);
  });

  test('signatures, pictures and calendars are not reports', async () => {
    const leaves = [
      octets('smime.p7s', Buffer.from([0x30, 0x82])),
      octets('logo.png', Buffer.from('\x89PNG')),
      { type: 'text/calendar', content: 'BEGIN:VCALENDAR' },
    ];
    expect(await take(mail(leaves))).toBe('mail-without-report');
  });
});

describe('messages within messages', () => {
  const within = (raw: Buffer, more: Partial<Leaf> = {}): Leaf => ({
    type: 'message/rfc822',
    content: raw,
    ...more,
  });
  const outer = { From: 'colleague@example.net', Sender: '', 'List-Id': '', Subject: 'Fwd: report' };

  const fwd = (leaf: Leaf): Buffer => letter({ leaves: [leaf], headers: outer, boundary: 'outer' });

  test('forwarded as attachments of any kind, and forwarded again', async () => {
    const inner = reportMail();
    const expected = [`m > ${REPORT}.zip > ${REPORT}`];
    expect(lines(await take(fwd(within(inner))))).toEqual(expected);
    expect(lines(await take(fwd(within(inner, { encoding: 'base64', name: 'forward' }))))).toEqual(expected);
    expect(lines(await take(fwd(octets('forward.eml', inner))))).toEqual(expected);
    const again = letter({
      leaves: [within(fwd(within(inner)))],
      headers: outer,
      boundary: 'outermost',
    });
    const [one] = (await take(again)) as Found[];
    expect(one!.item).toMatchObject({
      subscription: 'example',
      publishedAt: new Date('2026-01-16T05:00:00Z'),
    });
  });

  test('a digest whose parts are not declared as messages', async () => {
    desk.paths['/digest'] = file(CSV, '2026-01-15-scan_ntp-example.csv');
    const linked = mail([{ content: bodyText(link('digest')) }]);
    const digest = Buffer.concat([
      Buffer.from(
        'From: example-request@lists.example.com\r\nList-Id: <example.lists.example.com>\r\nSubject: Example Digest\r\nContent-Type: multipart/digest; boundary="out"\r\n\r\n--out\r\n\r\n',
      ),
      reportMail(),
      Buffer.from('\r\n--out\r\n\r\n'),
      linked,
      Buffer.from('\r\n--out--\r\n'),
    ]);
    expect(lines(await take(digest))).toEqual([
      `m > ${REPORT}.zip > ${REPORT}`,
      'm > 2026-01-15-scan_ntp-example.csv',
    ]);
  });

  test("of others in the publisher's message are trusted, and so are the publisher's messages within others, but nothing else", async () => {
    expect(await take(fwd(within(otherMail())))).toBe('mail-not-from-publisher');
    expect(await take(otherMail())).toBe('mail-not-from-publisher');
  });

  test('nested without end, or cut off', async () => {
    let raw = reportMail();
    for (let depth = 0; depth < 12; depth++) raw = letter({ leaves: [within(raw)], boundary: `b${depth}` });
    await expect(take(raw)).rejects.toMatchObject({ code: 'mail-unreadable' });
    await expect(take(reportMail().subarray(0, -20))).rejects.toMatchObject({ code: 'mail-cut' });
    await expect(take(Buffer.from(`From: a\r\nX: ${'x'.repeat(2_000_000)}\r\n\r\n`))).rejects.toMatchObject({
      code: 'mail-unreadable',
    });
  });
});

test('a message of 50 MB is streamed', async () => {
  const content = Buffer.alloc(37_000_000, '"timestamp","ip"\n');
  const raw = mail([octets(REPORT, content)]);
  expect(raw.length).toBeGreaterThan(50_000_000);
  const read = () => Readable.from(cut(raw, 65_536));
  const options = { rules: desk.rules(), links: desk.links, clock: testPace().clock };
  const before = process.memoryUsage().rss;
  let peak = 0;
  const looked = await lookThrough(read(), 'm', options.rules);
  const message = { source: 'test', path: 'm', sha256: 'abc', read };
  for await (const item of collectMessage(message, looked, options)) {
    let bytes = 0;
    for await (const chunk of await (item as Delivery).open()) {
      bytes += (chunk as Buffer).length;
      peak = Math.max(peak, process.memoryUsage().rss);
    }
    expect(bytes).toBe(content.length);
  }
  expect(peak - before).toBeLessThan(150 * 1024 * 1024);
});
