// Prints constituents, their history and what a change of them does.

import type {
  ConstituentVersion,
  FieldDifference,
  Plan,
  PlannedChange,
} from '../../../constituents/index.js';
import { ALWAYS } from '../../../domain/days.js';
import type { Page } from '../../frame/page.js';
import { count, counted, factsTable, printable, shownTime, table } from '../../print/table.js';

export function constituentsTable(constituents: readonly ConstituentVersion[], page: Page): string {
  if (constituents.length === 0)
    return 'No constituents yet. "sundial constituents add" adds one, "sundial constituents import FILE" many.';
  const head = [
    'id',
    'name',
    'parent',
    'sector',
    'networks',
    'domains',
    'asns',
    'countries',
    'contacts',
    'until',
  ];
  const rows = constituents.map((each) => [
    each.id,
    each.name,
    each.parent,
    each.sector,
    each.networks.length,
    each.domains.length,
    each.asns.length,
    each.countries.join(' '),
    each.contacts.length,
    each.valid_until === ALWAYS.until ? '' : each.valid_until,
  ]);
  return table(page, head, rows, { right: [4, 5, 6, 8], least: ['until', 'sector', 'parent', 'countries'] });
}

/** One version, and what it changed. */
interface VersionChange {
  readonly version: ConstituentVersion;
  readonly differences: readonly FieldDifference[];
}

/** A constituent's fields, and the history of its versions, newest first. */
export function constituentText(
  facts: readonly (readonly [string, readonly string[]])[],
  history: readonly VersionChange[],
  page: Page,
): string {
  const given = facts.filter(([, texts]) => texts.length > 0);
  const lines = history.flatMap(({ version, differences }) => [
    `Version ${version.version} of ${shownTime(version.at)} by ${printable(version.author)}, for reports ${sinceText(version.since)}${version.reason === '' ? '' : `: ${printable(version.reason)}`}`,
    ...differences.filter(({ field }) => field !== 'id').map(differenceLine),
  ]);
  return [
    factsTable(
      page,
      given.map(([field, texts]) => [field, texts.join('; ')]),
    ),
    '',
    ...lines,
  ].join('\n');
}

/** What a plan changes. @param isStored whether the changes have been made */
export function planText({ changes, unchanged, others }: Plan, isStored: boolean, since: string): string {
  const added = changes.filter(({ isNew }) => isNew);
  const sums = `${count(added.length)} added, ${count(changes.length - added.length)} changed, ${count(unchanged)} unchanged.`;
  const left =
    others.length === 0
      ? []
      : [`Not in the input, and left as before: ${counted(others.length, 'constituent')}.`];
  return [...changes.flatMap(changeLines), sums, ...left, ...closing(changes.length, isStored, since)].join(
    '\n',
  );
}

function changeLines({ constituent, isNew, differences }: PlannedChange): string[] {
  return [
    `${isNew ? 'New' : 'Changed'}: ${constituent.id}`,
    ...differences.filter(({ field }) => field !== 'id').map(differenceLine),
  ];
}

function closing(changes: number, isStored: boolean, since: string): string[] {
  if (changes === 0) return [];
  const applies = `for reports ${sinceText(since)}`;
  return [
    isStored
      ? `Stored; the changes count ${applies}.`
      : `Nothing was changed yet. With --yes the changes are made, and count ${applies}.`,
  ];
}

const sinceText = (since: string) => (since === ALWAYS.from ? 'of all days' : `from ${since} on`);

/** The values of one list that a line names; an import may change thousands. */
const NAMED_VALUES = 20;

function differenceLine({ field, added, removed }: FieldDifference): string {
  const signed = [...removed.map((text) => `-${text}`), ...added.map((text) => `+${text}`)];
  const more = signed.length - NAMED_VALUES;
  const named = signed.slice(0, NAMED_VALUES).map(printable).join(', ');
  return `  ${field}: ${named}${more > 0 ? `, and ${count(more)} more` : ''}`;
}
