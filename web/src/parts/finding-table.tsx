// Findings in a few words, each leading to its page.
import type { AnswerOf } from '../data/request.ts';
import { day, STATES } from '../words/en.ts';
import { Severity } from './severity.tsx';
import { type Column, Table } from './table.tsx';

type Brief = AnswerOf<'finding'>['others'][number];

interface FindingTableProps {
  readonly title: string;
  readonly rows: readonly Brief[];
}

const COLUMNS: readonly Column<Brief>[] = [
  { title: 'Severity', cell: ({ severity }) => <Severity severity={severity} /> },
  {
    title: 'Finding',
    cell: ({ id, title, type, at }) => (
      <>
        <a href={`/finding/${id}`}>{title || type}</a> <span class="soft">{at}</span>
      </>
    ),
    isHead: true,
  },
  { title: 'Subject', cell: ({ subject }) => <bdi>{subject}</bdi> },
  { title: 'State', cell: ({ state }) => STATES[state] },
  { title: 'First seen', cell: ({ first_seen }) => day(first_seen) },
  { title: 'Last seen', cell: ({ last_seen }) => day(last_seen) },
  { title: 'Days', cell: ({ days }) => days, isNumber: true },
];

export function FindingTable({ title, rows }: FindingTableProps) {
  return (
    <section aria-labelledby="findings">
      <h2 id="findings">{title}</h2>
      <Table label={title} columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />
    </section>
  );
}
