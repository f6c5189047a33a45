// Checks that the date of a forwarded message is read as mail programs quote it.
import { expect, test } from 'vitest';
import { quotedDate } from './quoted-date.js';
import { linesOfHtml } from './text.js';

const FROM = 'From: Reports <autoreports@example.com>';
const SUBJECT = 'Subject: [Example] Shadowserver Example Report: 2026-01-15';
const header = (...lines: string[]) => ['fyi', '', ...lines, '', 'The report is attached.'].join('\r\n');

test.each([
  [
    'Gmail',
    header(
      '---------- Forwarded message ---------',
      FROM,
      'Date: Fri, Jan 16, 2026 at 6:00\u202fAM',
      SUBJECT,
    ),
  ],
  ['Outlook', header(FROM, 'Sent: Friday, January 16, 2026 6:00 AM', 'To: x@example.org', SUBJECT)],
  ['Outlook, British', header(FROM, 'Sent: Friday, 16 January 2026 06:00', 'To: x@example.org', SUBJECT)],
  ['Outlook, Markdown', header(`*From:* x@example.com`, '*Sent:* 16 January 2026 06:00', `*Subject:* x`)],
  ['Thunderbird', header(SUBJECT, 'Date: Fri, 16 Jan 2026 05:00:00 +0000', FROM)],
  ['Apple Mail', header(`> ${FROM}`, `> ${SUBJECT}`, '> Date: 16. January 2026 at 06:00:00 CET', '> To: x')],
  [
    'a list of addresses over several lines',
    header(FROM, 'To: x@example.org,', ' y@example.org', 'Sent: 2026-01-16 06:00', SUBJECT),
  ],
])('%s', (_, text) => {
  expect(quotedDate(text, 60)).toEqual(new Date('2026-01-16T05:00:00Z'));
});

test('as HTML', () => {
  const html = `<p>fyi</p><div><b>From:</b> Reports &lt;autoreports@example.com&gt;<br><b>Sent:</b> Friday,\r\nJanuary 16, 2026 6:00&nbsp;PM<br><b>Subject:</b> x</div>`;
  expect(quotedDate(linesOfHtml(html), -300)).toEqual(new Date('2026-01-16T23:00:00Z'));
});

test.each([
  ['no sender', header('Date: Fri, 16 Jan 2026 05:00:00 +0000', SUBJECT)],
  [
    'fields far apart',
    [FROM, ...Array(20).fill('text'), 'Date: Fri, 16 Jan 2026 05:00:00 +0000', SUBJECT].join('\n'),
  ],
  ['another language', header(FROM, 'Date: vendredi 16 janvier', SUBJECT)],
  ['no such month', header(FROM, 'Date: 16 Foo 2026 05:00', SUBJECT)],
  ['no quoted header', 'At noon?'],
])('%s: no date', (_, text) => {
  expect(quotedDate(text, 0)).toBeUndefined();
});
