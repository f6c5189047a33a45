// The Reports API's part of the summary: listed reports, their outcomes, and differences of row counts.
import type { RowDifference } from '../../../domain/listing.js';
import { count } from '../../../text/index.js';
import type { SourceSummary, SummaryTable } from '../../source.js';
import type { ListingCounts } from './listing-outcomes.js';
import { type UnknownList, unknownListText } from './unknown-lists.js';

interface ApiRead {
  readonly counts: Readonly<ListingCounts>;
  /** Days that could not be listed. */
  readonly unreadDays: readonly string[];
  /** Requested lists that the account does not name. */
  readonly unknownLists: readonly UnknownList[];
  readonly differences: readonly RowDifference[];
}

const WORDS = [
  ['listed', 'listed'],
  ['new', 'new'],
  ['known', 'already there'],
  ['reissued', 're-issued'],
  ['empty', 'empty'],
  ['failed', 'failed'],
  ['waiting', 'to be tried again later'],
] as const;

export function summaryOf({ counts, unreadDays, unknownLists, differences }: ApiRead): SourceSummary {
  return {
    lines: [
      WORDS.map(([name, shown]) => `${count(counts[name])} ${shown}`).join(', '),
      ...unknownLists.map(unknownListText),
    ],
    tables: differences.length > 0 ? [differencesTable(differences)] : [],
    json: { ...counts, unreadDays, unknownLists: unknownLists.map(({ list }) => list), differences },
    hasNews: counts.new + counts.reissued > 0,
    log: { message: 'run finished', fields: { ...counts, unread_days: unreadDays.length } },
    warnings: [
      ...unknownLists.map(({ list }) => ({ message: 'the account has no such list', fields: { list } })),
      ...(differences.length > 0
        ? [{ message: 'row counts differ from the stated ones', fields: { reports: differences.length } }]
        : []),
    ],
  };
}

function differencesTable(differences: readonly RowDifference[]): SummaryTable {
  return {
    title: 'The publisher states numbers of rows that differ from the store:',
    head: ['date', 'type', 'list', 'stated', 'stored'],
    rows: differences.map((each) => [
      each.report_date,
      each.report_type,
      each.list,
      each.stated,
      each.stored,
    ]),
    right: [3, 4],
  };
}
