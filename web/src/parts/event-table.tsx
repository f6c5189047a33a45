// The newest events, each with the report and the line in which it is.
import type { AnswerOf } from '../data/request.ts';
import { type Column, Table } from './table.tsx';

type Event = AnswerOf<'subject'>['evidence'][number] & { readonly line?: number };

interface EventTableProps {
  readonly title: string;
  readonly events: readonly Event[];
}

const COLUMNS: readonly Column<Event>[] = [
  { title: 'Time (UTC)', cell: ({ time }) => time, isHead: true },
  { title: 'Type', cell: ({ type }) => type },
  { title: 'Subject', cell: ({ subject }) => <bdi>{subject}</bdi> },
  { title: 'Severity', cell: ({ severity }) => severity },
  { title: 'Port', cell: ({ port }) => (port === 0 ? '' : port), isNumber: true },
  { title: 'Protocol', cell: ({ protocol }) => protocol },
  { title: 'Tags', cell: ({ tags }) => tags.join(', ') },
  {
    title: 'Report and line',
    cell: ({ report, line }) => (line === undefined ? report : `${report}:${line}`),
    isNumber: true,
  },
];

export function EventTable({ title, events }: EventTableProps) {
  return (
    <section aria-labelledby="events">
      <h2 id="events">{title}</h2>
      {events.length === 0 ? (
        <p class="soft">The events themselves are no longer kept.</p>
      ) : (
        <Table
          label={`${title}, the newest first`}
          columns={COLUMNS}
          rows={events}
          keyOf={(event) => events.indexOf(event)}
        />
      )}
    </section>
  );
}
