// Checks which links in messages are followed, where they may lead, and which answers are accepted.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Delivery } from '../../domain/delivery.js';
import { Secret } from '../../domain/secret.js';
import { type Answer, testPace } from '../../net/testing/http-double.js';
import { bodyText, CSV, type Leaf, letter, REPORT, reportMail } from '../testing/mail-writer.js';
import { writeZip } from '../testing/zip-writer.js';
import { Links } from './links/follow.js';
import { Desk, type Found, file, lines, mail } from './testing/desk.js';

let desk: Desk;
const take: Desk['take'] = (...given) => desk.take(...given);
const link = (path: string) => desk.link(path);

beforeAll(async () => {
  desk = await Desk.open();
  desk.paths['/token-1?x_y:z'] = file(CSV);
});
afterAll(() => desk.close());

describe('links', () => {
  const text = (content: string, more: Partial<Leaf> = {}): Buffer => mail([{ content, ...more }]);

  test('with unusual ids, in many forms, each once', async () => {
    desk.paths['/AbC?-_:d'] = file(CSV);
    const url = link('AbC?-_:d');
    const html = `<p>The report: <a href="${url.replace('?', '&#63;')}">here</a>. ${url}</p>`;
    const forms: Leaf[] = [
      { content: `${url} \r\n` },
      { content: `${url}, and so on.` },
      { content: `see <${url.slice(0, 30)}\r\n ${url.slice(30)}>` },
      { content: `> <${url.slice(0, 30)}\r\n> ${url.slice(30)}>` },
      { content: `${'x'.repeat(50)} ${url}`, encoding: 'quoted-printable' },
      { content: html, type: 'text/html' },
      { content: html, type: 'text/html', encoding: 'quoted-printable' },
      { content: html, type: 'text/html; charset="utf-8"', encoding: 'base64' },
      {
        content: `${url.slice(0, 28)} \r\n${url.slice(28)}\r\n`,
        type: 'text/plain; format=flowed; delsp=yes',
      },
      {
        content: `https://safelinks.example.net/?url=${encodeURIComponent(url.replace(/:(\d+)/, ':$1'))}&data=x`,
        type: 'text/plain',
      },
    ];
    for (const leaf of forms.slice(0, -1))
      expect(lines(await take(mail([leaf]))), String(leaf.content)).toEqual([`m > ${REPORT}`]);
    expect(lines(await take(letter({ leaves: forms.slice(0, -1) })))).toEqual([`m > ${REPORT}`]);
  });

  test('several, with the statements about each', async () => {
    for (const id of ['one', 'two']) desk.paths[`/${id}`] = file(CSV, `2026-01-15-scan_${id}-example.csv`);
    const found = (await take(text(bodyText(link('one'), 1) + bodyText(link('two'), 22)))) as Found[];
    expect(found.map(({ item }) => [(item as Delivery).name, (item as Delivery).expected?.rows])).toEqual([
      ['2026-01-15-scan_one-example.csv', 1],
      ['2026-01-15-scan_two-example.csv', 22],
    ]);
  });

  test('to a compressed report, and to one whose name contains folders', async () => {
    desk.paths['/zip'] = file(writeZip([{ name: REPORT, content: Buffer.from(CSV) }]), `../../${REPORT}.zip`);
    expect(await take(text(link('zip')))).toMatchObject([
      { path: `m > ${REPORT}.zip > ${REPORT}`, content: CSV },
    ]);
    desk.paths['/unnamed'] = { body: CSV };
    expect(await take(text(link('unnamed')))).toMatchObject([{ path: 'm > link 1', name: 'link-1' }]);
  });

  test.each([
    [
      'a sign-in page',
      { body: ' <!DOCTYPE html><title>Sign in</title>', headers: { 'content-type': 'text/html' } },
      'mail-link-page',
    ],
    ['one that expired', { status: 410 }, 'mail-link-gone'],
    ['an unknown one', { status: 404 }, 'mail-link-gone'],
    ['a server that fails', { status: 503 }, 'mail-failed'],
    ['a server that is busy', { status: 429 }, 'mail-busy'],
    ['a download that is cut off', { ...file(CSV.repeat(100)), cutAfter: 2_000 }, 'mail-cut'],
    [
      'a redirect to another host',
      { status: 302, headers: { location: 'https://evil.example.net/x' } },
      'mail-link-foreign',
    ],
    ['a redirect in a circle', { status: 302, headers: { location: '/bad' } }, 'mail-link-gone'],
    ['a redirect to nowhere', { status: 302 }, 'mail-link-gone'],
  ])('%s', async (_, answer, code) => {
    desk.paths['/bad'] = answer as Answer;
    const found = (await take(text(link('bad')))) as Found[];
    expect(found.map((each) => each.code)).toEqual([code]);
    const { error } = found[0]!.item.kind === 'refusal' ? found[0]!.item : { error: undefined };
    expect(error?.message ?? '').not.toContain('/bad');
    expect(error?.message ?? '').not.toContain('://');
  });

  test('a redirect on the same host is followed', async () => {
    desk.paths['/moved'] = { status: 307, headers: { location: '/token-1?x_y:z' } };
    expect(await take(text(link('moved')))).toMatchObject([{ content: CSV }]);
  });

  test('to other hosts are not followed', async () => {
    expect(await take(text('https://evil.example.net/x'))).toBe('mail-link-foreign');
    expect(await take(text('https://www.example.com/what-we-do/'))).toBe('mail-without-report');
  });

  test('are not followed if the report is attached', async () => {
    const before = desk.host.asked.length;
    expect(lines(await take(reportMail()))).toEqual([`m > ${REPORT}.zip > ${REPORT}`]);
    expect(desk.host.asked).toHaveLength(before);
  });
});

describe('private addresses', () => {
  const strict = (hosts: string[], allowLoopback = false) =>
    new Links({ hosts: new Set(hosts), option: 'mail_link_hosts', allowLoopback, pace: testPace(), env: {} });

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '[::1]',
    '[fe80::1]',
    '[::ffff:10.0.0.1]',
    '192.168.1.1',
    '0.0.0.0',
    '100.64.0.1',
  ])('%s', async (address) => {
    const url = new URL(`https://${address}/x`);
    const one = strict([url.host]);
    await expect(one.open(new Secret(url.href), 'm')).rejects.toMatchObject({ code: 'mail-link-private' });
    await one.close();
  });

  test('that a name resolves to', async () => {
    const one = strict(['localhost']);
    await expect(one.open(new Secret('https://localhost/x'), 'm')).rejects.toMatchObject({
      code: 'mail-link-private',
    });
    await one.close();
  });

  test('that a redirect leads to', async () => {
    desk.paths['/inside'] = { status: 302, headers: { location: 'https://169.254.169.254/latest' } };
    const one = strict([new URL(desk.host.url).host, '169.254.169.254'], true);
    await expect(one.open(new Secret(link('inside')), 'm')).rejects.toMatchObject({
      code: 'mail-link-private',
    });
    await one.close();
  });
});
