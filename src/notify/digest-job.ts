// What the service does on the digest's own schedule: the last settled day is made, saved and sent once.
import type { Clock } from '../domain/clock.js';
import { SundialError } from '../domain/errors.js';
import type { Sending } from './mail/smtp.js';
import { type DigestContext, type DigestSent, saveDigest, sendDigest } from './send-digest.js';

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;

/** The last day whose reports are all expected to be there: so many hours have passed since its end (UTC). */
export function settledDate(clock: Clock, settleHours: number): string {
  return new Date(clock().getTime() - (settleHours + DAY_HOURS) * HOUR_MS).toISOString().slice(0, 10);
}

/** What the job did: see `DigestSent`; `saved` = no mail is set up; `overtaken` = a later day was decided by hand. */
export type DigestDone = DigestSent['status'] | 'saved' | 'overtaken';

/**
 * Makes and saves the digest of the last settled day, and sends it where mail is set up. It may be run as often as
 * anybody likes: a day's digest is sent once.
 *
 * @throws SundialError what making or sending it throws; the next run tries again
 */
export async function digestJob(context: DigestContext, sending: Sending): Promise<DigestDone> {
  const { settings, clock } = context;
  const date = settledDate(clock, settings.settle_hours);
  const request = { ...sending, author: 'sundial' };
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
