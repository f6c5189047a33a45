// Checks that a day may be decided, because a mistyped date would lock all earlier days.
import { addDays } from '../domain/days.js';
import { SundialError } from '../domain/errors.js';
import type { OperatorStore } from '../store/index.js';

export interface DayToCheck {
  readonly date: string;
  readonly today: string;
  /** The last day for which no more reports are expected. */
  readonly settled: string;
  /** Whether a person has confirmed that an open day, or skipping days, is intended. */
  readonly isSure: boolean;
}

/** Number of days that a message names. */
const NAMED = 3;

/**
 * Refuses a day in the future, a day whose reports are still expected, a day that would skip undecided days, and a day
 * more than one day after all reports and digests.
 *
 * @throws SundialError `digest-future`, `digest-open`, `digest-skips`, `digest-far`
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
  if (rows.length === 0) return checkDistance(tables, date);
  const named = rows.slice(0, NAMED).map(({ day }) => day);
  const more = rows.length > NAMED ? [`${rows.length - NAMED} more`] : [];
  throw new SundialError('digest-skips', { date, days: [...named, ...more].join(', ') });
}

/**
 * A day without reports may be decided only if it follows the newest report or digest, because a cron job decides
 * every day.
 */
async function checkDistance(tables: OperatorStore['tables'], date: string): Promise<void> {
  const [row] = await tables.rows<{ latest: string | null }>(
    `SELECT toString(maxOrNull(day)) AS latest FROM
       (SELECT report_date AS day FROM reports WHERE state = 'live' UNION ALL SELECT digest_date FROM digests)`,
  );
  const latest = row?.latest ?? date;
  if (date > addDays(latest, 1)) throw new SundialError('digest-far', { date, latest });
}
