// Makes the sample mailbox in examples/mail: typical report mails, and other mail; `npx tsx examples/make-mail.ts`
// writes the file again.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { datePart } from '../src/domain/days.js';
import { DAYS } from './make-reports.js';

const HERE = import.meta.dirname;
const LIST = 'example-asn';

interface Part {
  readonly head: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An attached report, and the message's statements about it. */
interface Attached extends Part {
  readonly rows: number;
  readonly bytes: number;
}

/** The mailbox as one mbox file, the same in every run. */
export function sampleMailbox(): string {
  const day = DAYS[0];
  const messages = [
    reportMail(day, 'Accessible NTP Report', attached(`${day}-scan_ntp-${LIST}.csv`, 'plain'), 5),
    reportMail(day, 'Accessible SMB Report', attached(`${day}-scan_smb-${LIST}.csv`, 'gzip'), 6),
    forwarded(
      reportMail(day, 'Accessible MongoDB Report', attached(`${day}-scan_mongodb-${LIST}.csv`, 'plain'), 7),
    ),
    reportMail(day, 'Accessible RDP Report', undefined, 8),
    lunch(),
  ];
  const lines = messages.map((message) => message.replaceAll(/^(>*From )/gm, '>$1'));
  return lines
    .map((message, at) => `From reader@example.com Tue Mar  3 05:0${at}:00 2026\n${message}\n`)
    .join('');
}

function attached(name: string, form: 'plain' | 'gzip'): Attached {
  const content = readFileSync(path.join(HERE, 'reports', datePart(name), name));
  const shown = form === 'gzip' ? `${name}.gz` : name;
  return {
    head: {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${shown}"`,
      'Content-Transfer-Encoding': 'base64',
    },
    body: wrapped(form === 'gzip' ? packed(content) : content),
    rows: content.toString().trimEnd().split('\n').length - 1,
    bytes: content.length,
  };
}

/** Stored without compression, which gives the same bytes on every machine. */
function packed(content: Buffer): Buffer {
  const bytes = gzipSync(content, { level: 0 });
  const SYSTEM_BYTE = 9;
  bytes[SYSTEM_BYTE] = 255;
  return bytes;
}

/** A mail from the publisher's list: a text with a link, the report if given, and the list's own footer. */
function reportMail(day: string, title: string, report: Attached | undefined, minute: number): string {
  const sent = `${Number(day.slice(8)) + 1} Mar 2026 05:0${minute}:00 +0000`;
  const headers = {
    Received: `from mail.example.com (mail.example.com [192.0.2.25]) by mx.example.com; Tue, ${sent}`,
    'Authentication-Results': 'mx.example.com; dkim=pass header.d=example.com',
    From: 'autoreports@example.com',
    To: `${LIST}@example.com`,
    Subject: `[Example-ASN] Shadowserver Example-ASN ${title}:\n\t${day}`,
    Date: `Tue, ${sent}`,
    'Message-ID': `<${day}.${minute}@example.com>`,
    'List-Id': `<${LIST}.lists.example.com>`,
    Sender: `${LIST}-bounces@lists.example.com`,
    Precedence: 'list',
  };
  const { rows, bytes } = report ?? { rows: 12, bytes: 4_000 };
  const text = `The report content can be obtained from the following link:\nhttps://dl.example.com/sample-${minute}?token_of-this:mail \nThe report is ${(bytes / 1000).toFixed(1)}K bytes and contains ${rows} events.\nFor more information on this report go to: https://www.example.com/what-we-do/\n`;
  const footer = `_______________________________________________\n${LIST} mailing list\n`;
  const plain = (body: string): Part => ({
    head: { 'Content-Type': 'text/plain; charset="us-ascii"' },
    body,
  });
  return multipart(headers, [plain(text), ...(report ? [report] : []), plain(footer)], `part-${minute}`);
}

function forwarded(message: string): string {
  const headers = {
    From: 'Colleague <colleague@example.com>',
    To: 'reports@example.com',
    Subject: 'Fwd: is this for you?',
    Date: 'Tue, 3 Mar 2026 09:00:00 +0000',
    'Message-ID': '<forward@example.com>',
  };
  const note: Part = { head: { 'Content-Type': 'text/plain' }, body: 'Came to my own address.\n' };
  return multipart(headers, [note, { head: { 'Content-Type': 'message/rfc822' }, body: message }], 'forward');
}

function lunch(): string {
  return 'From: colleague@example.net\nTo: reports@example.com\nSubject: Lunch\nDate: Tue, 3 Mar 2026 10:00:00 +0000\nMessage-ID: <lunch@example.net>\n\nFrom noon on, as ever?\n';
}

function multipart(
  headers: Readonly<Record<string, string>>,
  parts: readonly Part[],
  boundary: string,
): string {
  const head = {
    ...headers,
    'MIME-Version': '1.0',
    'Content-Type': `multipart/mixed; boundary="${boundary}"`,
  };
  const shown = parts.map(({ head: own, body }) => `--${boundary}\n${lines(own)}\n${body}\n`);
  return `${lines(head)}\n${shown.join('')}--${boundary}--\n`;
}

const lines = (head: Readonly<Record<string, string>>) =>
  Object.entries(head)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');

const wrapped = (bytes: Buffer) => bytes.toString('base64').replaceAll(/(.{76})/g, '$1\n');

function write(): void {
  mkdirSync(path.join(HERE, 'mail'), { recursive: true });
  writeFileSync(path.join(HERE, 'mail', 'reports.mbox'), sampleMailbox());
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) write();
