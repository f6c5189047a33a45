// Whether the day's data is whole: reports that are missing or short, rows that were set aside, and warnings.
import type { ComponentChildren } from 'preact';
import type { AnswerOf } from '../../data/request.ts';
import { count, counted, dataInWords } from '../../words/en.ts';

export function DataStrip({ day }: { readonly day: AnswerOf<'day'> }) {
  const { missing, short, set_aside, warnings } = day.data;
  const found = {
    ...{ missing: missing.total, short: short.total },
    ...{ setAside: set_aside.total, warnings: warnings.total },
  };
  const isWhole = Object.values(found).every((number) => number === 0);
  if (isWhole)
    return (
      <p class="strip is-whole">
        <span aria-hidden="true">✓</span> {dataInWords(found)}
      </p>
    );
  return (
    <details class="strip is-partial">
      <summary>
        <span aria-hidden="true">!</span> {dataInWords(found)}
      </summary>
      <Lines title="Missing reports" total={missing.total}>
        {missing.rows.map((row) => (
          <li key={`${row.list} ${row.type} ${row.date}`}>
            {row.list}: {row.type || 'every report'} of {row.date}; the last one was of {row.last}
          </li>
        ))}
      </Lines>
      <Lines title="Short reports" total={short.total}>
        {short.rows.map((row) => (
          <li key={`${row.list} ${row.type} ${row.date}`}>
            {row.list}: {row.type} of {row.date} has {counted(row.rows, 'row')},{' '}
            {row.stated === null ? 'fewer than an earlier version' : `${count(row.stated)} were stated`}
          </li>
        ))}
      </Lines>
      <Lines title="Rows set aside" total={set_aside.total}>
        {set_aside.rows.map((row) => (
          <li key={row.report}>
            {row.list}: {counted(row.rows, 'row')} of {row.type} of {row.date}.{' '}
            <code>sundial quarantine list --report {row.report}</code> shows them
          </li>
        ))}
      </Lines>
      <Lines title="Warnings" total={warnings.total}>
        {warnings.rows.map((row) => (
          <li key={`${row.code} ${row.message}`}>{row.message}</li>
        ))}
      </Lines>
    </details>
  );
}

interface LinesProps {
  readonly title: string;
  readonly total: number;
  readonly children: ComponentChildren;
}

function Lines({ title, total, children }: LinesProps) {
  if (total === 0) return null;
  return (
    <>
      <h3>
        {title} ({count(total)})
      </h3>
      <ul>{children}</ul>
    </>
  );
}
