// Checks which forwarded messages are used, which are left alone, and that the reason names the option that would
// accept them.
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bodyText, CSV, type Leaf, letter, REPORT, reportMail, zipped } from '../../testing/mail-writer.js';
import { Desk, type Found, file, lines, octets } from '../testing/desk.js';
import { lookThrough } from './look-through.js';
import type { MailRules } from './rules.js';

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.open();
});
afterAll(() => desk.close());

const SUBJECT = 'FW: [Example] Shadowserver Example Report: 2026-01-15';
const QUOTED = [
  'fyi',
  '',
  'From: autoreports@example.com',
  'Sent: Friday, January 16, 2026 6:00 AM',
  'To: example@example.com',
  'Subject: [Example] Shadowserver Example Report: 2026-01-15',
  '',
].join('\r\n');

const forward = (leaves: readonly Leaf[], headers: Record<string, string> = {}) =>
  letter({
    headers: {
      ...{ From: 'Alice <alice@example.net>', Sender: '', 'List-Id': '', Subject: SUBJECT },
      Date: 'Mon, 19 Jan 2026 09:00:00 +0100',
      ...headers,
    },
    leaves,
    boundary: 'forward',
  });
const inline = (...leaves: Leaf[]) => forward([{ content: QUOTED }, ...leaves]);
const trusted = { forwarders: ['alice@example.net'] };
const look = (raw: Buffer, rules: Partial<MailRules> = {}) =>
  lookThrough(Readable.from([raw]), 'm', desk.rules(rules));

describe('from a forwarder', () => {
  test.each([
    ['an address', ['alice@example.net']],
    ['a domain', ['@example.net']],
  ])('%s', async (_, forwarders) => {
    const found = (await desk.take(inline(zipped()), { forwarders })) as Found[];
    expect(lines(found)).toEqual([`m > ${REPORT}.zip > ${REPORT}`]);
    // The time of the original, which the program shows in the forwarder's time zone.
    expect(found[0]!.item).toMatchObject({
      publishedAt: new Date('2026-01-16T05:00:00Z'),
      subscription: 'example',
    });
  });

  test('a link in the quoted text is followed', async () => {
    desk.paths['/forwarded'] = file(CSV);
    const raw = forward([{ content: QUOTED + bodyText(desk.link('forwarded')) }]);
    expect(lines(await desk.take(raw, trusted))).toEqual([`m > ${REPORT}`]);
  });

  test("without a quoted date, the forward's own date counts", async () => {
    const [one] = (await desk.take(forward([{ content: 'fyi' }, zipped()]), trusted)) as Found[];
    expect(one!.item).toMatchObject({ publishedAt: new Date('2026-01-19T08:00:00Z') });
  });

  test('other attachments are used only if the subject is that of a report', async () => {
    const raw = (Subject: string) =>
      forward([octets('photos.zip', Buffer.from('PK')), zipped()], { Subject });
    expect((await look(raw('Some files'), trusted)).accepted[0]!.attachments).toMatchObject([
      { name: `${REPORT}.zip` },
    ]);
    expect((await look(raw(SUBJECT), trusted)).accepted[0]!.attachments).toHaveLength(2);
    const photos = forward([octets('photos.zip', Buffer.from('PK'))], { Subject: 'Some files' });
    expect((await look(photos, trusted)).left?.code).toBe('mail-without-report');
  });

  test.each([
    ['message.msg', 'application/vnd.ms-outlook'],
    ['winmail.dat', 'application/ms-tnef'],
    ['report.MSG', 'application/octet-stream'],
  ])('%s is left alone, and the reason names it', async (name, type) => {
    const { left } = await look(inline({ ...octets(name, Buffer.from('x')), type }), trusted);
    expect(left).toMatchObject({ code: 'mail-form-unread' });
    expect(left!.message).toContain(name);
  });
});

describe('from any other sender', () => {
  test.each([
    ['by its subject', inline()],
    ['by an attachment', forward([zipped()], { Subject: 'fyi' })],
  ])(
    'an apparent report %s is left alone, and the reason names the option that accepts it',
    async (_, raw) => {
      const { left } = await look(raw, { forwarders: ['bob@example.net'] });
      expect(left).toMatchObject({ code: 'mail-forwarder-unknown' });
      expect(left!.message).toContain('mail_forwarders: [bob@example.net, alice@example.net]');
    },
  );

  test.each([
    ['cut', reportMail().subarray(0, -20), 'mail-cut'],
    ['without end', nested(12), 'mail-unreadable'],
  ])(
    "a malformed message is left alone, and fails only if it is the publisher's: %s",
    async (_, raw, code) => {
      await expect(look(raw)).rejects.toMatchObject({ code });
      const strangers = Buffer.from(
        raw
          .toString('latin1')
          .replaceAll('autoreports@example.com', 'x@example.net')
          .replace(/^(Sender|List-Id|Subject).*\r\n(\t.*\r\n)?/gm, ''),
        'latin1',
      );
      expect((await look(strangers, { senders: ['autoreports@example.com'] })).left?.code).toMatch(
        /^mail-(not-from-publisher|forwarder-unknown)$/,
      );
    },
  );
});

function nested(depth: number): Buffer {
  let raw = reportMail();
  for (let level = 0; level < depth; level++)
    raw = letter({ leaves: [{ type: 'message/rfc822', content: raw }], boundary: `b${level}` });
  return raw;
}

describe('if signatures are required', () => {
  const asked = { authserv: 'mx.example.org', ...trusted };
  const signed = (domain: string) =>
    forward([{ content: QUOTED }, zipped()], {
      'Authentication-Results': `mx.example.org; dkim=pass header.d=${domain}`,
    });

  test.each(['example.net', 'example.com'])('the signature of %s admits a forward', async (domain) => {
    expect((await look(signed(domain), asked)).left).toBeUndefined();
  });

  test.each(['example.org', 'evil.example', 'sub.example.net', 'ample.net'])(
    'the signature of %s does not',
    async (domain) => {
      expect((await look(signed(domain), asked)).left?.code).toBe('mail-not-authenticated');
    },
  );

  test('a sender who is not the signer does not admit a forward, and neither does a quoted result', async () => {
    const raw = forward([zipped()], {
      Sender: 'x@evil.example',
      'Authentication-Results':
        'mx.example.org; spf=pass smtp.mailfrom="x; dkim=pass header.d=example.net"@evil.example; dkim=pass header.d=evil.example',
    });
    expect((await look(raw, asked)).left?.code).toBe('mail-not-authenticated');
  });

  test('the reason never names an option that would not help', async () => {
    expect((await look(inline(zipped()), { authserv: 'mx.example.org' })).left?.code).toBe(
      'mail-not-from-publisher',
    );
  });
});

test('users vouch for messages that they name', async () => {
  const vouched = { isVouchedFor: true, authserv: 'mx.example.org' };
  expect(lines(await desk.take(inline(zipped()), vouched))).toEqual([`m > ${REPORT}.zip > ${REPORT}`]);
  expect(lines(await desk.take(reportMail(), vouched))).toEqual([`m > ${REPORT}.zip > ${REPORT}`]);
});
