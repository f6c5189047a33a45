// Chooses the default day of a digest.

import type { Clock } from '../../domain/clock.js';
import { dateOf } from '../../domain/days.js';
import { SundialError } from '../../domain/errors.js';
import type { Workspace } from '../workspace.js';

const HOUR_MS = 3_600_000;
export const DAY_HOURS = 24;

/** The last day for which no more reports are expected, because `settleHours` have passed since its end (UTC). */
export function settledDate(clock: Clock, settleHours: number): string {
  return dateOf(new Date(clock().getTime() - (settleHours + DAY_HOURS) * HOUR_MS));
}

/**
 * The day of a baseline: the newest day with reports, so that the baseline covers all present findings.
 *
 * @throws SundialError `store-empty`
 */
export async function baselineDate({ operator }: Pick<Workspace, 'operator'>, clock: Clock): Promise<string> {
  const latest = await operator.findings.latestDay();
  if (latest === undefined) throw new SundialError('store-empty');
  return [latest, dateOf(clock())].sort()[0]!;
}

/**
 * The last settled day, or the newest day with reports if that is earlier. Deciding a day before its reports are loaded
 * would block the earlier days.
 *
 * @throws SundialError `store-empty`
 */
export async function defaultDigestDate(
  { operator, settings }: Pick<Workspace, 'operator' | 'settings'>,
  clock: Clock,
): Promise<string> {
  const settled = settledDate(clock, settings.settle_hours);
  const latest = await operator.findings.latestDay();
  if (latest === undefined) throw new SundialError('store-empty');
  return [latest, settled].sort()[0]!;
}
