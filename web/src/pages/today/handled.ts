// What has become of a finding that a digest put to handle: what the server knows, and what was just done here.
import type { AnswerOf } from '../../data/request.ts';
import { type Outcomes, saidBy, wordOf } from '../../marking/outcomes.ts';
import type { Finding } from './groups.ts';

/** What ends the handling of a finding, whoever did it. */
const ENDS = ['notified', 'acknowledged', 'resolved', 'withdrawn'] as const;

/** What was done about a finding, in words; undefined = it still has to be handled. */
export function handledBy({ id, since, accepted }: Finding, outcomes: Outcomes): string | undefined {
  const outcome = outcomes.get(id);
  if (outcome) return outcome.text;
  if (accepted) return saidBy('accepted', accepted);
  const end = since?.changes.findLast((change) => ENDS.some((known) => known === change));
  return since && end ? saidBy(wordOf(end), since) : undefined;
}

/** The findings of a day that still have to be handled, and those that somebody has handled. */
export function sortHandled(day: AnswerOf<'day'>, outcomes: Outcomes) {
  const rows = day.handle.rows.map((row) => ({ row, by: handledBy(row, outcomes) }));
  return {
    open: rows.flatMap(({ row, by }) => (by === undefined ? [row] : [])),
    handled: rows.flatMap(({ row, by }) => (by === undefined ? [] : [{ row, by }])),
  };
}
