// The output of `sundial outputs` for people.
import type { CountDifference, Letter, OutputStatus, RemovedOutput } from '../../../publish/index.js';
import type { Page } from '../../frame/page.js';
import { count, counted, shownTime, table } from '../../print/table.js';

export function statesTable(states: readonly OutputStatus[], page: Page): string {
  const head = [
    'output',
    'kind',
    'carries',
    'state',
    'waiting',
    'lag',
    'sent',
    'withdrawn',
    'refused',
    'rate',
    'last sent',
  ];
  const rows = states.map((one) => [
    ...[one.name, one.kind, one.carries.join(', '), one.state],
    ...[count(one.waiting), one.lagSeconds > 0 ? `${count(one.lagSeconds)} s` : ''],
    ...[count(one.sent.appeared + one.sent.findings + one.sent.reports), count(one.sent.withdrawn)],
    ...[count(one.refused), one.rate > 0 ? `${count(one.rate)}/s` : '', shownTime(one.sentAt)],
  ]);
  return table(page, head, rows, {
    right: [4, 5, 6, 7, 8, 9],
    least: ['kind', 'carries', 'rate', 'withdrawn'],
  });
}

/** How many events the output's limit of marking has kept from its target. */
export function withheldNote({ name, withheld }: OutputStatus): string {
  return `${name}: ${counted(withheld, 'event')} withheld, because their markings are above max_tlp or tlp of the output, or the tlp of a constituent`;
}

/** What the store still keeps for an output without an entry, and how to end that. */
export function removedNote({ name, refused, hasPosition }: RemovedOutput): string {
  const kept = [
    ...(hasPosition ? ['its position, and changes that it has not received'] : []),
    ...(refused > 0 ? [counted(refused, 'refused message')] : []),
  ].join(' and ');
  return `${name} is not configured any more, but the store keeps ${kept}: "sundial outputs forget ${name}" removes them`;
}

export function lettersTable(letters: readonly Letter[], total: number, page: Page): string {
  if (total === 0) return 'The target has refused no message.';
  const head = ['message', 'carries', 'type', 'date', 'tries', 'refused', 'reason'];
  const rows = letters.map((one) => [
    ...[one.id, one.withdrawn === 1 ? `${one.carries} (withdrawn)` : one.carries, one.report_type],
    ...[one.report_date, one.tries, shownTime(one.at), one.error],
  ]);
  const more = total > letters.length ? `\n${counted(total - letters.length, 'more message')}` : '';
  return table(page, head, rows, { right: [4], least: ['tries', 'carries', 'refused'] }) + more;
}

export function countsTable(differences: readonly CountDifference[], page: Page): string {
  if (differences.length === 0) return 'The target holds as many events of each type and date as the store.';
  const rows = differences.map(({ type, date, stored, target }) => [
    type,
    date,
    count(stored),
    count(target),
  ]);
  return table(page, ['type', 'date', 'store', 'target'], rows, { right: [2, 3] });
}
