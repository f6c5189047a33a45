// The calendar: list and type by day, so that what is missing is seen at once.
import { placeWith } from '../../app/place.ts';
import { type AnswerOf, ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { count, counted } from '../../words/en.ts';
import { CELLS, type Cell, cellInWords, type Line } from './cells.ts';
import { ReportFilters } from './report-filters.tsx';

type Answer = AnswerOf<'calendar'>;

export function Calendar({ query }: { readonly query: string }) {
  return (
    <>
      <ReportFilters query={query} />
      <AnswerView of={query} request={(signal) => ask('calendar', { query, signal })}>
        {(answer) => <Shown answer={answer} />}
      </AnswerView>
    </>
  );
}

function Shown({ answer }: { readonly answer: Answer }) {
  const { lines, lines_left_out, silent, from, to, newest_day, totals } = answer;
  if (newest_day === null)
    return (
      <p class="empty">
        No reports yet. <code>sundial ingest PATH</code> loads files.
      </p>
    );
  return (
    <>
      <p>
        <strong>{counted(totals.reports, 'report')}</strong> from {from} to {to}:{' '}
        {counted(totals.rows, 'row')} = {count(totals.accepted)} accepted + {count(totals.duplicate)}{' '}
        duplicate + {count(totals.set_aside)} set aside
      </p>
      {silent.map(({ list, last }) => (
        <p key={list} class="strip is-partial">
          <span aria-hidden="true">!</span> Nothing of the list <bdi>{list}</bdi> has arrived since {last}.
        </p>
      ))}
      <Legend states={answer.states} />
      {lines.length === 0 ? <p class="empty">No report in these days.</p> : <Grid lines={lines} />}
      {lines_left_out > 0 && (
        <p class="soft">{counted(lines_left_out, 'further line')}: choose a list or a type.</p>
      )}
      <Weeks answer={answer} />
    </>
  );
}

function Legend({ states }: { readonly states: Answer['states'] }) {
  return (
    <ul class="legend" aria-label="Signs">
      {Object.entries(CELLS).map(
        ([state, { sign, words }]) =>
          state !== 'none' && (
            <li key={state} class={states[state as Cell['state']] === 0 ? 'soft' : undefined}>
              <span class={`cell is-${state}`} aria-hidden="true">
                {sign}
              </span>{' '}
              {words} {count(states[state as Cell['state']] ?? 0)}
            </li>
          ),
      )}
    </ul>
  );
}

function Grid({ lines }: { readonly lines: readonly Line[] }) {
  const days = lines[0]!.cells.map(({ date }) => date);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="scrolled" aria-label="Calendar" tabIndex={0} ref={showNewest}>
      <table class="calendar">
        <thead>
          <tr>
            <th scope="col">List and type</th>
            {days.map((date) => (
              <th key={date} scope="col" title={date}>
                <span class="month">{date.slice(5, 7)}-</span>
                {date.slice(8)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={`${line.list} ${line.type}`}>
              <th scope="row" title={line.title}>
                {lines[at - 1]?.list !== line.list && <bdi class="list">{line.list}</bdi>}
                <span class="soft">{line.type}</span>
              </th>
              {line.cells.map((cell) => (
                <td key={cell.date}>
                  <Sign cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The newest days are at the end. */
function showNewest(element: HTMLElement | null): void {
  if (element) element.scrollLeft = element.scrollWidth;
}

function Sign({ cell }: { readonly cell: Cell }) {
  const words = cellInWords(cell);
  const look = { class: `cell is-${cell.state}`, title: words };
  const { sign } = CELLS[cell.state];
  return cell.report === null ? (
    <span {...look} role="img" aria-label={words}>
      {sign}
    </span>
  ) : (
    <a {...look} href={`/reports/${cell.report}`} aria-label={words}>
      {sign}
    </a>
  );
}

/** Leads to the days before and after. */
function Weeks({ answer: { days, earlier, later } }: { readonly answer: Answer }) {
  return (
    <nav class="pager" aria-label="Days">
      <a href={placeWith({ to: earlier })} rel="prev">
        Earlier
      </a>
      {later !== null && (
        <a href={placeWith({ to: later })} rel="next">
          Later
        </a>
      )}
      {[14, 31, 62].map((number) => (
        <a
          key={number}
          href={placeWith({ days: number === 14 ? null : String(number) })}
          aria-current={number === days ? 'true' : undefined}
        >
          {number} days
        </a>
      ))}
    </nav>
  );
}
