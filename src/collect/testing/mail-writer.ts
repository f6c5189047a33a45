// Writes messages for tests in the form of the publisher and of mail programs: report mails, attachments, forwards.
import { writeZip } from './zip-writer.js';

export const CSV = '"timestamp","ip","port"\n"2026-01-15 00:00:00","192.0.2.1","443"\n';
export const REPORT = '2026-01-15-scan_ssl-example.csv';

/** A leaf of a message. */
export interface Leaf {
  readonly type?: string;
  readonly name?: string;
  readonly encoding?: 'base64' | 'quoted-printable' | '7bit';
  readonly content: Buffer | string;
}

export interface Letter {
  /** Additional header lines, or replacements of the usual ones; empty ones are left out. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly leaves: readonly Leaf[];
  readonly boundary?: string;
}

const HEADERS = {
  From: 'autoreports@example.com',
  To: 'example@example.com',
  Sender: 'example-bounces@lists.example.com',
  'List-Id': '<example.lists.example.com>',
  Subject: '[Example] Shadowserver Example\r\n\tReport: 2026-01-15',
  Date: 'Fri, 16 Jan 2026 05:00:00 +0000',
  'MIME-Version': '1.0',
};

/** The message's bytes, with CR LF line ends. */
export function letter({ headers = {}, leaves, boundary = 'cut-here' }: Letter): Buffer {
  const lines = Object.entries({ ...HEADERS, ...headers })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const parts = leaves.map((leaf) => [
    Buffer.from(`--${boundary}\r\n`),
    leafBytes(leaf),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([
    Buffer.from(`${lines.join('')}Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`),
    ...parts.flat(),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
}

function leafBytes({ type = 'text/plain', name, encoding = '7bit', content }: Leaf): Buffer {
  const disposition = name === undefined ? '' : `Content-Disposition: attachment; filename="${name}"\r\n`;
  const head = `Content-Type: ${type}\r\n${disposition}Content-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), encoded(Buffer.from(content as string), encoding)]);
}

function encoded(content: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(content.toString('base64').replaceAll(/(.{76})/g, '$1\r\n'));
  if (encoding !== 'quoted-printable') return content;
  const text = content
    .toString('latin1')
    .replaceAll(
      /[^\x20-\x3c\x3e-\x7e\r\n]/g,
      (each) => `=${each.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
  // Soft line breaks wherever a line would be too long, even within links.
  return Buffer.from(
    text
      .replaceAll(/([^\r\n]{70})(?=[^\r\n])/g, '$1=\r\n')
      .replaceAll(/=(?:=\r\n)?([0-9A-F])(?:=\r\n)([0-9A-F])/g, '=$1$2'),
  );
}

/** The publisher's text, known from the test messages of other programs. */
export function bodyText(link: string, rows = 1, size = '66'): string {
  return `The report content can be obtained from the following link:\r\n${link} \r\nThe report is ${size} bytes and contains ${rows} events.\r\nFor more information on this report go to: https://www.example.com/what-we-do/\r\n`;
}

/** A zipped report as an attachment. */
export const zipped = (content: Buffer | string = CSV, name = REPORT): Leaf => ({
  type: 'application/octet-stream',
  name: `${name}.zip`,
  encoding: 'base64',
  content: writeZip([{ name, content: Buffer.from(content as string) }]),
});

/** A typical report mail: text with a link, and the report attached. */
export function reportMail(number = 1, leaves: readonly Leaf[] = [zipped()]): Buffer {
  const text = { content: bodyText(`https://dl.example.com/token-${number}?x_y:z`) };
  return letter({ headers: { 'Message-ID': `<${number}@example.com>` }, leaves: [text, ...leaves] });
}

/** Mail of a stranger. */
export const otherMail = (number = 1): Buffer =>
  Buffer.from(
    `From: Somebody <somebody@example.net>\r\nSubject: Lunch ${number}?\r\nDate: Fri, 16 Jan 2026 11:00:00 +0000\r\nMessage-ID: <lunch-${number}@example.net>\r\n\r\nAt noon?\r\n`,
  );
