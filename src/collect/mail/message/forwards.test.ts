// Checks what is taken of messages that people pass on, what is left, and that the reason names what would take it.
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
    // The time of the original, which the program shows in the zone of the forwarding person.
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

  test('without a quoted date the forward counts as sent when it was', async () => {
    const [one] = (await desk.take(forward([{ content: 'fyi' }, zipped()]), trusted)) as Found[];
    expect(one!.item).toMatchObject({ publishedAt: new Date('2026-01-19T08:00:00Z') });
  });

  test('other attachments are taken only where the subject is that of a report', async () => {
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
  ])('%s is left, and the reason names it', async (name, type) => {
    const { left } = await look(inline({ ...octets(name, Buffer.from('x')), type }), trusted);
    expect(left).toMatchObject({ code: 'mail-form-unread' });
    expect(left!.message).toContain(name);
  });
});

describe('from any other sender', () => {
  test.each([
    ['by its subject', inline()],
    ['by an attachment', forward([zipped()], { Subject: 'fyi' })],
  ])('what looks like a report %s is left with the option that takes it', async (_, raw) => {
    const { left } = await look(raw, { forwarders: ['bob@example.net'] });
    expect(left).toMatchObject({ code: 'mail-forwarder-unknown' });
    expect(left!.message).toContain('mail_forwarders: [bob@example.net, alice@example.net]');
  });

  test.each([
    ['cut', reportMail().subarray(0, -20), 'mail-cut'],
    ['without end', nested(12), 'mail-unreadable'],
  ])("a malformed message is left, and fails only where it is the publisher's: %s", async (_, raw, code) => {
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
  });
});

function nested(depth: number): Buffer {
  let raw = reportMail();
  for (let level = 0; level < depth; level++)
    raw = letter({ leaves: [{ type: 'message/rfc822', content: raw }], boundary: `b${level}` });
  return raw;
}

describe('where signatures are asked for', () => {
  const asked = { authserv: 'mx.example.org', ...trusted };
  const signed = (domain: string) =>
    forward([{ content: QUOTED }, zipped()], {
      'Authentication-Results': `mx.example.org; dkim=pass header.d=${domain}`,
    });

  test.each(['example.net', 'example.com'])('that of %s lets a forward in', async (domain) => {
    expect((await look(signed(domain), asked)).left).toBeUndefined();
  });

  test.each(['example.org', 'evil.example', 'sub.example.net', 'ample.net'])(
    'that of %s does not',
    async (domain) => {
      expect((await look(signed(domain), asked)).left?.code).toBe('mail-not-authenticated');
    },
  );

  test('nor does a sender who is not the signer, or a result within quotes', async () => {
    const raw = forward([zipped()], {
      Sender: 'x@evil.example',
      'Authentication-Results':
        'mx.example.org; spf=pass smtp.mailfrom="x; dkim=pass header.d=example.net"@evil.example; dkim=pass header.d=evil.example',
    });
    expect((await look(raw, asked)).left?.code).toBe('mail-not-authenticated');
  });

  test('no option is named that would not take it', async () => {
    expect((await look(inline(zipped()), { authserv: 'mx.example.org' })).left?.code).toBe(
      'mail-not-from-publisher',
    );
  });
});

test('who names messages vouches for them', async () => {
  const vouched = { isVouchedFor: true, authserv: 'mx.example.org' };
  expect(lines(await desk.take(inline(zipped()), vouched))).toEqual([`m > ${REPORT}.zip > ${REPORT}`]);
  expect(lines(await desk.take(reportMail(), vouched))).toEqual([`m > ${REPORT}.zip > ${REPORT}`]);
});
