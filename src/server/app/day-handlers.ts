// Answers requests about days: their digests as inboxes, with what is known about the day's data.

import { SundialError } from '../../domain/errors.js';
import { isReportDate } from '../../domain/report.js';
import { digestDays, digestOf } from '../../triage/index.js';
import { dayOf } from './day-of.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';

/** Days of one answer: some ten years. */
const MOST_DAYS = 4_000;

export function dayHandlers({ data, notifyCommand }: HandlerParts): Pick<Handlers, 'days' | 'day'> {
  return {
    days: async () => ({ days: await digestDays(data().operator, { most: MOST_DAYS }) }),
    day: async ({ params: { date = '' } }) => {
      if (!isReportDate(date)) throw new SundialError('digest-unknown', { date: date.slice(0, 20) });
      const { operator, catalogue } = data();
      const digest = await digestOf(operator, date, { catalogue, notifyCommand });
      const days = (await digestDays(operator, { most: MOST_DAYS })).map((day) => day.date);
      return dayOf(digest, days);
    },
  };
}
