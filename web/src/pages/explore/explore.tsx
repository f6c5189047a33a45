// Explores events: conditions, their number, a series by day, facets, and the rows.
import type { PageProps } from '../../app/pages.ts';
import { Command } from '../../parts/command.tsx';
import { Problem } from '../../parts/problem.tsx';
import { visible } from '../../parts/visible.ts';
import { eventsInWords } from '../../words/explore.ts';
import { EventRows } from './event-rows.tsx';
import { FacetList } from './facet-list.tsx';
import { QueryBar } from './query-bar.tsx';
import { RowPanel } from './row-panel.tsx';
import { Series } from './series.tsx';
import { SeriesHead, SeriesLegend, SeriesTable } from './series-parts.tsx';
import { corrected } from './suggestion.ts';
import { type Exploring, useEvents } from './use-events.ts';
import { addressOf, commandOf, type View, viewOf } from './view.ts';
import './explore.css';

export function ExplorePage({ query }: PageProps) {
  const view = viewOf(query);
  const exploring = useEvents(view);
  const { events, isLoading, problem } = exploring;
  return (
    <section class="page explore" aria-busy={isLoading}>
      <header class="page-head">
        <h1>Explore</h1>
        <p class="soft" role="status">
          {events.count && eventsInWords(events.count.events)}
        </p>
      </header>
      <QueryBar view={view} query={query} problem={problem} />
      {problem ? <Refusal {...exploring} view={view} /> : <Found {...exploring} view={view} />}
      <Command words={commandOf(view)} />
    </section>
  );
}

type ViewProps = Exploring & { readonly view: View };

function Refusal({ problem, again, view }: ViewProps) {
  const where = corrected(view.where, problem!.message);
  return (
    <>
      <Problem problem={problem!} again={again} />
      {where && (
        <p>
          <a href={addressOf({ ...view, where })}>
            Ask for <code>{where.find((condition) => !view.where.includes(condition))}</code> instead
          </a>
        </p>
      )}
    </>
  );
}

function Found({ events, isLoading, again, more, view }: ViewProps) {
  const { rows, count, series, facets, problems, notes } = events;
  if (!isLoading && rows?.rows.length === 0) return <Nothing view={view} />;
  return (
    <div class="explore-parts">
      <details class="facets" open={!isNarrow()}>
        <summary>Values</summary>
        <FacetList facets={facets} view={view} />
      </details>
      <div class="explore-main">
        <SeriesHead view={view} />
        {series && series.days.length > 0 ? (
          <>
            <Series series={series} view={view} />
            <SeriesLegend series={series} view={view} />
            <SeriesTable series={series} />
          </>
        ) : (
          <div class="series-plot" aria-hidden="true" />
        )}
        {problems.length > 0 && (
          <div class="problem" role="alert">
            {problems.map(({ of, message }) => (
              <p key={message}>
                {PROBLEMS[of]}: {message}
              </p>
            ))}
            <button type="button" onClick={again}>
              Try again
            </button>
          </div>
        )}
        {notes.map((note) => (
          <p key={note} class="soft">
            {note}
          </p>
        ))}
        {rows && (
          <EventRows rows={rows} view={view} total={count?.events} isLoading={isLoading} more={more} />
        )}
      </div>
      {view.row !== '' && <RowPanel view={view} />}
    </div>
  );
}

const PROBLEMS = {
  overview: 'The number of events, the series and the values could not be made',
  facets: 'Some values could not be counted',
  missing: 'Which reports are missing could not be found out',
} as const;

/** On narrow screens values are folded, so that rows are in reach. */
const isNarrow = (): boolean => window.matchMedia('(max-width: 64rem)').matches;

function Nothing({ view }: { readonly view: View }) {
  const conditions = [...view.where, ...(view.date === '' ? [] : [view.date])];
  if (conditions.length === 0)
    return (
      <p class="empty">
        No events yet. <code>sundial ingest PATH</code> loads reports.
      </p>
    );
  return (
    <div class="empty">
      <p>No event matches. Without</p>
      <ul>
        {view.where.map((condition) => (
          <li key={condition}>
            <a href={addressOf({ ...view, where: view.where.filter((each) => each !== condition) })}>
              <code>
                <bdi>{visible(condition)}</bdi>
              </code>
            </a>
          </li>
        ))}
        {view.date !== '' && (
          <li>
            <a href={addressOf({ ...view, date: '' })}>
              the days <code>{view.date}</code>
            </a>
          </li>
        )}
      </ul>
    </div>
  );
}
