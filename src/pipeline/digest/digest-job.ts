// What the service does on the digest's own schedule: the last settled day is made, saved and sent once.
import { SundialError } from '../../domain/errors.js';
import { digestFolder, type Sending } from '../../notify/index.js';
import { DAY_HOURS, settledDate } from './digest-date.js';
import { type DigestContext, saveDigest } from './make-digest.js';
import { type DigestSent, sendDigest } from './send-digest.js';

/** What the job did: see `DigestSent`; `saved` = no mail is set up; `overtaken` = a later day was decided by hand. */
export type DigestDone = DigestSent['status'] | 'saved' | 'overtaken';

/** What the audit log calls it. */
export const DIGEST_RUN = 'digest';

/**
 * Makes and saves the digest of the last settled day, and sends it where mail is set up. It may run again
 * and again: a day is made and sent once.
 *
 * @throws SundialError what making or sending it throws; the audit log tells of it
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
    // What this day held stands in the later digest: decisions are about all findings that are open.
    sending.log.warn('digest of a later day was made already', { date });
    return 'overtaken';
  }
}

/** How long a digest that could not be sent is still news. */
const UNSENT_DAYS = 7;

/**
 * Sends digests of the last days that could not be sent, or were being sent when the process ended. It costs nothing
 * where there are none.
 *
 * @returns their days
 * @throws SundialError the first failure
 */
export async function sendUnsent(context: DigestContext, sending: Sending): Promise<string[]> {
  const { settings, clock } = context;
  const from = settledDate(clock, settings.settle_hours + UNSENT_DAYS * DAY_HOURS);
  const dates = await digestFolder(settings).unsent(from);
  // One try: the caller will ask again.
  const request = { ...sending, author: 'sundial', attempts: 1, isSure: true };
  for (const date of dates) await sendDigest(context, date, request);
  return dates;
}
