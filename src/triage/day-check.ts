// Decides whether a day may be decided: a mistyped date must not lock all days up to it.
import { SundialError } from '../domain/errors.js';
import type { OperatorStore } from '../store/index.js';

export interface DayToCheck {
  readonly date: string;
  readonly today: string;
  /** The last day whose reports are all expected to be there. */
  readonly settled: string;
  /** Whether a person said that an open day, or skipped days, are meant. */
  readonly isSure: boolean;
}

/** Days that are named in a message. */
const NAMED = 3;

/**
 * Refuses to decide a day of the future, one whose reports are still expected, and one that would skip days that were
 * not decided.
 *
 * @throws SundialError `digest-future`, `digest-open`, `digest-skips`
 */
export async function checkDay(
  { tables }: Pick<OperatorStore, 'tables'>,
  { date, today, settled, isSure }: DayToCheck,
): Promise<void> {
  if (date > today) throw new SundialError('digest-future', { date, today });
  if (isSure) return;
  if (date > settled) throw new SundialError('digest-open', { date });
  const rows = await tables.rows<{ day: string }>(
    `SELECT DISTINCT toString(report_date) AS day FROM reports
     WHERE state = 'live' AND report_date < {date:Date}
       AND report_date > (SELECT max(digest_date) FROM digests) AND (SELECT count() FROM digests) > 0
     ORDER BY day`,
    { date },
  );
  if (rows.length === 0) return;
  const named = rows.slice(0, NAMED).map(({ day }) => day);
  const more = rows.length > NAMED ? [`${rows.length - NAMED} more`] : [];
  throw new SundialError('digest-skips', { date, days: [...named, ...more].join(', ') });
}
