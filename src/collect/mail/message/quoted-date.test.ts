// Checks that the quoted date of a forwarded message is read in the formats of mail programs.
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
  ['Outlook, German', header('Von: R', 'Gesendet: Freitag, 16. Januar 2026 06:00', 'An: x', 'Betreff: x')],
  ['Outlook, German, in HTML', header('*Von:* R', '*Gesendet:* 16.01.2026 06:00', '*Betreff:* x')],
  ['Gmail, German', header('Von: R', 'Date: Fr., 16. Jan. 2026 um 06:00 Uhr', 'Subject: x', 'To: x')],
  ['Thunderbird, German', header('Betreff: x', 'Datum: Fri, 16 Jan 2026 05:00:00 +0000', 'Von: R', 'An: x')],
  ['Outlook, French', header('De : R', 'Envoyé : vendredi 16 janvier 2026 06:00', 'À : x', 'Objet : x')],
  ['Outlook, French, web', header('De\u00a0: R', 'Envoyé\u00a0: 16/01/2026 06:00', 'Objet\u00a0: x')],
  ['Gmail, French', header('De : R', 'Date: ven. 16 janv. 2026 à 06:00', 'Subject: x', 'To: x')],
  ['Outlook, Spanish', header('De: R', 'Enviado: viernes, 16 de enero de 2026 6:00', 'Para: x', 'Asunto: x')],
  ['Outlook, Mexican', header('De: R', 'Enviado el: 16 de enero de 2026 6:00 a. m.', 'Asunto: x')],
  ['Gmail, Spanish', header('De: R', 'Date: vie, 16 ene 2026 a las 6:00', 'Subject: x', 'To: x')],
  ['Outlook, Dutch', header('Van: R', 'Verzonden: vrijdag 16 januari 2026 06:00', 'Aan: x', 'Onderwerp: x')],
  ['Gmail, Dutch', header('Van: R', 'Date: vr 16 jan 2026 om 06:00', 'Subject: x', 'To: x')],
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
  ['month and day in an unknown order', header(FROM, 'Sent: 01/02/2026 06:00', SUBJECT)],
  ['no such month', header(FROM, 'Date: 16 Foo 2026 05:00', SUBJECT)],
  ['no quoted header', 'At noon?'],
])('%s: no date', (_, text) => {
  expect(quotedDate(text, 0)).toBeUndefined();
});

test.each([
  ...[
    'Januar',
    'Februar',
    'März',
    'April',
    'Mai',
    'Juni',
    'Juli',
    'August',
    'September',
    'Oktober',
    'November',
  ],
  'Dezember',
])('German month %s', (month) => {
  const sent = `Gesendet: Montag, 5. ${month} 2026 06:00`;
  const date = quotedDate(header('Von: R', sent, 'Betreff: x'), 0)!;
  expect(date.toLocaleString('de', { month: 'long', timeZone: 'UTC' })).toBe(month);
});

test.each(['fr', 'es', 'nl'])('all months of %s in the spelling of the language', (language) => {
  for (let month = 0; month < 12; month++) {
    const first = new Date(Date.UTC(2026, month, 1, 6));
    for (const form of ['long', 'short'] as const) {
      const name = first.toLocaleString(language, { month: form, timeZone: 'UTC' });
      expect(quotedDate(header('De: R', `Fecha: 1 ${name} 2026 06:00`, 'Asunto: x'), 0), name).toEqual(first);
    }
  }
});
