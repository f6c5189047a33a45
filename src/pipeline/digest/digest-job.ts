// The service's job on the digest's schedule: makes, saves and sends the digest of the last settled day once.
import { SundialError } from '../../domain/errors.js';
import { digestFolder, type Sending } from '../../notify/index.js';
import { DAY_HOURS, settledDate } from './digest-date.js';
import { type DigestContext, saveDigest } from './make-digest.js';
import { type DigestSent, sendDigest } from './send-digest.js';

/** The job's result: see `DigestSent`; `saved` = mail is not set up; `overtaken` = a later day was decided by hand. */
export type DigestDone = DigestSent['status'] | 'saved' | 'overtaken';

/** The job's name in the audit log. */
export const DIGEST_RUN = 'digest';

/**
 * Makes and saves the digest of the last settled day, and sends it if mail is set up. The job may run repeatedly: the
 * digest of a day is made and sent once.
 *
 * @throws SundialError errors of making or sending the digest, which the audit log records
 */
export async function digestJob(context: DigestContext, sending: Sending): Promise<DigestDone> {
  const { store, clock } = context;
  const ended = await store.runs.during({ command: DIGEST_RUN, clock }, () =>
    makeForSettledDay(context, sending),
  );
  return ended.result;
}

async function makeForSettledDay(context: DigestContext, sending: Sending): Promise<DigestDone> {
  const { settings, clock } = context;
  const date = settledDate(clock, settings.settle_hours);
  const request = { ...sending, author: 'sundial', isSure: true };
  try {
    if (settings.smtp_host !== '') return (await sendDigest(context, date, request)).status;
    await saveDigest(context, date, request);
    return 'saved';
  } catch (thrown) {
    if (!(thrown instanceof SundialError && thrown.code === 'digest-order')) throw thrown;
    // The later digest includes this day's findings, because it decides on all open findings.
    sending.log.warn('digest of a later day was made already', { date });
    return 'overtaken';
  }
}

/** Days during which an unsent digest is still worth sending. */
const UNSENT_DAYS = 7;

/**
 * Sends recent digests that could not be sent, or whose sending was interrupted by the end of the process. Without such
 * digests the call costs nothing.
 *
 * @returns their days
 * @throws SundialError the first failure
 */
export async function sendUnsent(context: DigestContext, sending: Sending): Promise<string[]> {
  const { settings, clock } = context;
  const from = settledDate(clock, settings.settle_hours + UNSENT_DAYS * DAY_HOURS);
  const dates = await digestFolder(settings).unsent(from);
  // One attempt, because the caller tries again later.
  const request = { ...sending, author: 'sundial', attempts: 1, isSure: true };
  for (const date of dates) await sendDigest(context, date, request);
  return dates;
}
