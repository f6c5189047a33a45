// The digest of a day as an inbox: what has to be handled, by whom, and whether the data is whole.
import { useEffect } from 'preact/hooks';
import type { PageProps } from '../../app/pages.ts';
import { ask, knownAnswer } from '../../data/request.ts';
import { useLive } from '../../data/use-live.ts';
import { Away } from '../../parts/away.tsx';
import { Problem } from '../../parts/problem.tsx';
import { dayInWords, instant } from '../../words/en.ts';
import { DataStrip } from './data-strip.tsx';
import { Inbox } from './inbox.tsx';
import { PartList } from './part-list.tsx';
import { Summary } from './summary.tsx';

/** No day has a digest yet. */
const NONE = 'none';

/** The day as it was last shown, so that the page is there at once when somebody comes back to it. */
function knownDay(date: string | undefined) {
  const newest = date ?? knownAnswer('days')?.days[0]?.date;
  return newest === undefined ? undefined : knownAnswer('day', { params: { date: newest } });
}

/** @param part the date; undefined = the newest day that has a digest */
export function TodayPage({ part: date }: Pick<PageProps, 'part'>) {
  const { answer, problem, again } = useLive(
    date ?? 'newest',
    async (by) => {
      const newest = date ?? (await ask('days', by)).days[0]?.date;
      return newest === undefined ? NONE : ask('day', { params: { date: newest }, ...by });
    },
    knownDay(date),
  );
  const day = answer === NONE ? undefined : answer;
  useEffect(() => {
    document.title = day ? `${day.date} · Sundial` : 'Sundial';
  }, [day]);
  if (!answer && problem) return <Problem problem={problem} again={() => void again()} />;
  if (!answer) return <section class="day" aria-busy="true" />;
  if (!day) return <NoDigest />;
  return (
    <article class="day">
      <header class="day-head">
        <div>
          <h1>
            <time dateTime={day.date}>{dayInWords(day.date)}</time>
          </h1>
          <p class="soft">
            Decided {instant(day.decided_at)} by {day.author}
            {day.kind === 'baseline' && ': a baseline, which treats all findings as known'}
          </p>
        </div>
        <nav aria-label="Days" class="days">
          <DayLink date={day.previous} rel="prev" label="Previous" />
          <DayLink date={day.next} rel="next" label="Next" />
        </nav>
      </header>
      {problem && <Away problem={problem} />}
      <Summary day={day} />
      <DataStrip day={day} />
      <Inbox day={day} refresh={again} />
      <PartList day={day} part="reopened" />
      <PartList day={day} part="unknown" />
      <PartList day={day} part="recent" />
      <PartList day={day} part="whitelisted" />
      <PartList day={day} part="resolved" />
    </article>
  );
}

interface DayLinkProps {
  readonly date: string | null;
  readonly rel: 'prev' | 'next';
  readonly label: string;
}

function DayLink({ date, rel, label }: DayLinkProps) {
  if (date === null) return <span class="soft">{label}: none</span>;
  return (
    <a href={`/today/${date}`} rel={rel}>
      {label}: {date}
    </a>
  );
}

function NoDigest() {
  return (
    <section class="empty">
      <h1>No digest yet</h1>
      <p>
        A digest says which findings of a day have to be handled. The service makes one each day, once the
        reports of the day have arrived. <code>sundial digest</code> makes one now.
      </p>
    </section>
  );
}
