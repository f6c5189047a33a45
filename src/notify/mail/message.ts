// Builds the mail of a digest: text and HTML alternatives, the CSV attachment, and the headers of automatic mail.
import { randomBytes } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import { LIMITS } from '../../domain/limits.js';
import type { Digest } from '../../triage/index.js';
import { digestHtml } from '../digest-html.js';
import { digestText } from '../digest-text.js';
import type { PageOptions } from '../page.js';
import { digestSubject } from '../subject.js';
import { type Correspondents, domainOf } from './mail-server.js';

export interface Envelope extends Correspondents {
  readonly messageId: string;
  readonly date: Date;
  readonly look: Omit<PageOptions, 'short'>;
  /** The CSV to attach; undefined = none. */
  readonly csv: string | undefined;
}

/** Width of plain text, because many mail clients do not rewrap it. */
const COLUMNS = 100;

/** The message for Nodemailer. */
export function digestMessage(digest: Digest, envelope: Envelope): SendMailOptions {
  const { from, to, messageId, date, look, csv } = envelope;
  const page = { ...look, short: true };
  const attached = csv !== undefined && Buffer.byteLength(csv) <= LIMITS.digestAttachmentBytes;
  return {
    from,
    to: [...to],
    subject: digestSubject(digest, look.marking),
    messageId,
    date,
    // RFC 3834: suppresses automatic replies such as absence notes. The other header does the same for Exchange.
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'X-Sundial-Digest': digest.date,
    },
    text: digestText(digest, { ...page, colour: false, columns: COLUMNS }),
    html: digestHtml(digest, page),
    ...(attached && {
      attachments: [
        {
          filename: `sundial-digest-${digest.date}.csv`,
          content: csv,
          contentType: 'text/csv; charset=utf-8',
        },
      ],
    }),
  };
}

/** A new Message-ID in the sender's domain. */
export function newMessageId(date: string, from: string): string {
  return `<sundial-digest-${date}-${randomBytes(12).toString('hex')}@${domainOf(from)}>`;
}
