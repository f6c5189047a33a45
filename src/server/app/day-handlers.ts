// Answers requests about days: their digests as inboxes, with what is known about the day's data.

import { SundialError } from '../../domain/errors.js';
import { isReportDate } from '../../domain/report.js';
import {
  type Digest,
  type DigestHealth,
  digestDays,
  digestOf,
  findDigest,
  HEALTH_TABLES,
  sinceDigest,
} from '../../triage/index.js';
import { dayOf } from './day-of.js';
import type { Handlers } from './endpoints.js';
import type { HandlerParts } from './handler-parts.js';
import { KeptFigures } from './kept-figures.js';

/** Days of one answer: some ten years. */
const MOST_DAYS = 4_000;

export function dayHandlers({ data, clock, rules }: HandlerParts): Pick<Handlers, 'days' | 'day'> {
  /** Triage over the lane of questions: people take turns, and their questions can be stopped. */
  const triage = () => {
    const { operator, catalogue } = data();
    return { store: { ...operator, tables: operator.questions }, catalogue, rules, clock };
  };
  const kept = new KeptFigures<DigestHealth>(() => data().store.written(HEALTH_TABLES));
  return {
    days: async () => ({ days: await digestDays(triage().store, { most: MOST_DAYS }) }),
    day: async ({ params: { date = '' } }) => {
      const context = triage();
      const { store, catalogue } = context;
      const made = isReportDate(date) ? await findDigest(context, date) : undefined;
      if (!made) throw new SundialError('digest-unknown', { date: date.slice(0, 20) });
      // Before anything else is read, so that a mark of all findings leaves those that change while this is read.
      const step = await store.steps.written();
      const digest = await digestOf(store, date, {
        ...{ catalogue, notifyCommand: rules.notifyCommand },
        health: (decided, make) => kept.get(String(decided.digest), make),
      });
      const [days, since] = await Promise.all([
        digestDays(store, { most: MOST_DAYS }),
        sinceDigest(context, made, shownIn(digest)),
      ]);
      return dayOf(digest, { ...since, step, decidedStep: made.events, days: days.map((day) => day.date) });
    },
  };
}

/** The findings that the page of a day shows. */
function shownIn(digest: Digest): string[] {
  const { handle, unknown, reopened, resolved, recent, whitelisted } = digest;
  const parts = [handle, unknown, reopened, resolved, recent, whitelisted];
  return [...new Set(parts.flatMap(({ rows }) => rows.map(({ id }) => id)))];
}
