// Checks the headers that distinguish the publisher's messages from others.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { letter, zipped } from '../testing/mail-writer.js';
import { Desk, type Found, mail } from './testing/desk.js';

let desk: Desk;
const take: Desk['take'] = (...given) => desk.take(...given);

beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

describe('rules', () => {
  const authentic = (value: string) => ({ 'Authentication-Results': value });
  const asked = { authserv: 'mx.example.org' };

  test.each([
    ['mx.example.org; dkim=pass header.d=example.com', true],
    ['MX.example.org 1; spf=fail; dkim=pass (2048-bit; x) header.i=@reports.example.com', true],
    ['mx.example.org; dkim=fail header.d=example.com', false],
    ['mx.example.org; dkim=pass header.d=example.com.evil.example', false],
    ['mx.example.net; dkim=pass header.d=example.com', false],
    ['mx.example.org; none', false],
    ['(mx.example.org; dkim=pass header.d=example.com) other', false],
    ['', false],
  ])('Authentication-Results: %s', async (value, isGood) => {
    const found = await take(mail([zipped()], authentic(value)), asked);
    if (isGood) expect(found).toHaveLength(1);
    else expect(found).toBe('mail-not-authenticated');
  });

  test("only our server's topmost result counts, and forwards are not accepted without one", async () => {
    const forged = Buffer.concat([
      Buffer.from('Authentication-Results: mx.example.org; dkim=fail header.d=example.com\r\n'),
      mail([zipped()], authentic('mx.example.org; dkim=pass header.d=example.com')),
    ]);
    expect(await take(forged, asked)).toBe('mail-not-authenticated');
    const inner = mail([zipped()], authentic('mx.example.org; dkim=pass header.d=example.com'));
    const forward = letter({
      leaves: [{ type: 'message/rfc822', content: inner }],
      headers: { From: 'evil@example.net', Sender: '', 'List-Id': '' },
      boundary: 'outer',
    });
    expect(await take(forward, asked)).toBe('mail-not-from-publisher');
  });

  test.each([
    [{ From: '"autoreports@example.com" <evil@example.net>' }, false],
    [{ From: 'Reports (x) <AutoReports@Example.com>' }, true],
    [{ From: 'evil@example.net', 'List-Id': 'Example <example.lists.example.com>' }, true],
    [{ From: 'evil@example.net', 'List-Id': '<example.lists.example.com.evil.example>' }, false],
    [{ From: 'evil@example.net', Sender: 'autoreports@example.com' }, true],
  ])('%j', async (headers, isGood) => {
    const found = await take(mail([zipped()], { Sender: '', 'List-Id': '', ...headers }));
    expect(typeof found !== 'string').toBe(isGood);
  });

  test('a whole domain, and the list by the subject', async () => {
    const headers = {
      From: 'x@mail.example.com',
      'List-Id': '',
      Sender: '',
      Subject: '[EXTERNAL] Fwd: =?utf-8?q?=5BUnited_States=5D?= Shadowserver Report',
    };
    const [one] = (await take(mail([zipped()], headers), { senders: ['@example.com'] })) as Found[];
    expect(one!.item.subscription).toBe('united-states');
  });

  test('a Date far in the future does not block newer versions', async () => {
    const [one] = (await take(mail([zipped()], { Date: 'Fri, 16 Jan 2099 05:00:00 +0000' }))) as Found[];
    expect(one!.item).not.toHaveProperty('publishedAt');
  });
});
