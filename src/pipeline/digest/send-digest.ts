// Makes the digest of a day, saves it, and sends it once.
import { type Accepted, DigestMail, isEmpty, type Sending } from '../../notify/index.js';
import { type DigestContext, type MakeRequest, saveDigest } from './make-digest.js';

export interface SendRequest extends MakeRequest, Sending {
  /** Sends the digest even if it was sent before. */
  readonly again?: boolean;
}

/** The result for a digest: sent, sent before, or not sent because it holds nothing new. */
export interface DigestSent {
  readonly status: 'sent' | 'already' | 'empty';
  readonly messageId: string;
  /** The saved files. */
  readonly files: readonly string[];
  readonly accepted?: Accepted;
}

/**
 * Makes, saves and sends the digest of a day, unless it was sent already.
 *
 * @throws SundialError `mail-out-unset`, `config-invalid`, `smtp-*`, and errors of making the digest
 */
export async function sendDigest(
  context: DigestContext,
  date: string,
  request: SendRequest,
): Promise<DigestSent> {
  const { settings, clock } = context;
  const { log, again = false } = request;
  const mail = await DigestMail.of(settings);
  const before = await mail.note(date);
  if (before?.state === 'sent' && !again)
    return { status: 'already', messageId: before.message_id, files: [] };
  const { digest, files } = await saveDigest(context, date, request);
  if (isEmpty(digest) && !settings.digest_when_empty && !again) {
    log.info('digest holds nothing new, not sent', { date });
    return { status: 'empty', messageId: '', files };
  }
  return { status: 'sent', files, ...(await mail.send(digest, clock, request)) };
}
