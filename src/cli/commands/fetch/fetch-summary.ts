// The end of a fetch: what was listed, what became of it, and where counts differ, for people and programs.
import { EXIT } from '../../../domain/errors.js';
import type { Fetched } from '../../../pipeline/index.js';
import type { CliContext } from '../../frame/context.js';
import { outcomeJson, summaryText } from '../../print/ingest-summary.js';
import { count, printable, table } from '../../print/table.js';

/** Prints the summary. */
export function printFetched(fetched: Fetched, options: Record<string, unknown>, context: CliContext): void {
  context.print(options.json ? JSON.stringify(fetchedJson(fetched)) : fetchedText(fetched));
}

/** The exit code: the gravest thing that happened. */
export function exitCode(fetched: Fetched, failOnEmpty: boolean): number {
  if (fetched.outcomes.some(({ error }) => error?.row.exit === EXIT.authentication))
    return EXIT.authentication;
  if (fetched.status === 'failed') return EXIT.failed;
  if (fetched.status === 'partial') return EXIT.partial;
  return failOnEmpty && fetched.new + fetched.reissued === 0 ? EXIT.nothingNew : EXIT.done;
}

/** A fetch for `--json`. */
export function fetchedJson({ outcomes, ...fetched }: Fetched): object {
  return { ...fetched, files: outcomes.map(outcomeJson) };
}

const COUNTS = [
  ['listed', 'listed'],
  ['new', 'new'],
  ['known', 'already there'],
  ['reissued', 're-issued'],
  ['empty', 'empty'],
  ['failed', 'failed'],
  ['waiting', 'to be tried again later'],
] as const;

/** A fetch for people. */
export function fetchedText(fetched: Fetched): string {
  const parts = [
    fetched.outcomes.length > 0 ? summaryText(fetched.outcomes, fetched.totals) : '',
    fetched.differences.length > 0 ? differencesText(fetched) : '',
    COUNTS.map(([name, shown]) => `${count(fetched[name])} ${shown}`).join(', '),
  ];
  return parts.filter(Boolean).join('\n');
}

function differencesText({ differences }: Fetched): string {
  const rows = differences.map((each) => [
    each.report_date,
    printable(each.report_type),
    printable(each.list),
    each.stated,
    each.stored,
  ]);
  const shown = table(['date', 'type', 'list', 'stated', 'stored'], rows, { right: [3, 4] });
  return `The publisher states other numbers of rows than the store holds:\n${shown}`;
}
