// Versions of reports as a table.
import type { AnswerOf } from '../../data/request.ts';
import { type Column, Table } from '../../parts/table.tsx';
import { count } from '../../words/en.ts';

type Version = AnswerOf<'reports'>['rows'][number];

export function VersionTable({ label, rows }: { readonly label: string; readonly rows: readonly Version[] }) {
  return <Table label={label} columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />;
}

const COLUMNS: readonly Column<Version>[] = [
  { title: 'Id', isNumber: true, cell: ({ id }) => <a href={`/reports/${id}`}>{id}</a> },
  { title: 'Date', cell: ({ date }) => <span class="day-text">{date}</span> },
  { title: 'Type', isHead: true, cell: ({ type }) => type },
  { title: 'List', cell: ({ list }) => <bdi>{list}</bdi> },
  { title: 'Version', cell: ({ state }) => state },
  { title: 'Rows', isNumber: true, cell: ({ rows }) => count(rows) },
  { title: 'Accepted', isNumber: true, cell: ({ accepted }) => count(accepted) },
  { title: 'Duplicate', isNumber: true, cell: ({ duplicate }) => count(duplicate) },
  { title: 'Set aside', isNumber: true, cell: ({ quarantined }) => count(quarantined) },
  { title: 'Note', cell: (version) => notesOf(version).join(', ') },
];

function notesOf({ flags, expired }: Version): string[] {
  return [...flags, ...expired.map((what) => `${what} expired`)];
}
