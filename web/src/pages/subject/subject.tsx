// Everything known about an address, a network or a name: its findings, days, accepted findings, events and reports.
import { useEffect } from 'preact/hooks';
import type { PageProps } from '../../app/pages.ts';
import { type AnswerOf, ask, knownAnswer } from '../../data/request.ts';
import { useLive } from '../../data/use-live.ts';
import { Away } from '../../parts/away.tsx';
import { Command } from '../../parts/command.tsx';
import { EventTable } from '../../parts/event-table.tsx';
import { Facts } from '../../parts/facts.tsx';
import { FindingTable } from '../../parts/finding-table.tsx';
import { Lifeline } from '../../parts/lifeline.tsx';
import { Problem } from '../../parts/problem.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { count, day, untilInWords } from '../../words/en.ts';

type Subject = AnswerOf<'subject'>;

export function SubjectPage({ part = '' }: Pick<PageProps, 'part'>) {
  const query = `?of=${encodeURIComponent(part)}`;
  const { answer, problem, again } = useLive(
    query,
    (by) => ask('subject', { query, ...by }),
    knownAnswer('subject', { query }),
  );
  useEffect(() => {
    document.title = `${part} · Sundial`;
  }, [part]);
  if (!answer && problem) return <Problem problem={problem} again={() => void again()} />;
  if (!answer) return <section class="page" aria-busy="true" />;
  const { subject, dates, findings, seen, facts, entries, evidence, reports } = answer;
  return (
    <article class="page">
      <h1>
        <bdi>{subject}</bdi>
      </h1>
      {problem && <Away problem={problem} />}
      <FindingTable title={`Findings (${count(findings.total)})`} rows={findings.rows} />
      <section aria-labelledby="lifelines">
        <h2 id="lifelines">Days by report type</h2>
        {seen.map(({ type, title, days }) => (
          <div key={type}>
            <h3>
              {title || type} <span class="soft">{type}</span>
            </h3>
            <Lifeline label={title || type} dates={dates} seen={days} />
          </div>
        ))}
      </section>
      <div class="columns">
        <section aria-labelledby="what">
          <h2 id="what">What reports say</h2>
          <Facts facts={facts.map(({ name, value }) => [name, <bdi>{value}</bdi>] as const)} />
        </section>
        <Entries entries={entries} />
      </div>
      <EventTable title="Newest events" events={evidence} />
      <section aria-labelledby="reports">
        <h2 id="reports">Reports</h2>
        <Table label="Reports, the newest first" columns={REPORTS} rows={reports} keyOf={({ id }) => id} />
      </section>
      <Command words={['sundial', 'show', subject]} />
    </article>
  );
}

function Entries({ entries }: Pick<Subject, 'entries'>) {
  return (
    <section aria-labelledby="accepted">
      <h2 id="accepted">Accepted (whitelist)</h2>
      {entries.length === 0 && <p class="soft">No entry covers it.</p>}
      <ul>
        {entries.map(({ entry, type, subject, until, reason, author }) => (
          <li key={entry}>
            <bdi>{subject}</bdi> for {type}, {untilInWords(until)}{' '}
            <span class="soft">
              by {author}
              {reason && `: ${reason}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const REPORTS: readonly Column<Subject['reports'][number]>[] = [
  { title: 'Report', cell: ({ id }) => id, isNumber: true },
  { title: 'Date', cell: ({ date }) => day(date), isHead: true },
  { title: 'Type', cell: ({ type }) => type },
  { title: 'List', cell: ({ list }) => <bdi>{list}</bdi> },
  { title: 'Rows', cell: ({ rows }) => count(rows), isNumber: true },
];
