// The digest of a day as an inbox: what has to be handled, by whom, and whether the data is whole.
import { useEffect } from 'preact/hooks';
import type { PageProps } from '../../app/pages.ts';
import { ask } from '../../data/request.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Problem } from '../../parts/problem.tsx';
import { dayInWords, instant } from '../../words/en.ts';
import { DataStrip } from './data-strip.tsx';
import { Inbox } from './inbox.tsx';
import { PartList } from './part-list.tsx';
import { Summary } from './summary.tsx';

/** @param part the date; undefined = the newest day that has a digest */
export function TodayPage({ part: date }: Pick<PageProps, 'part'>) {
  const answered = useAnswer(date ?? 'newest', async (signal) => {
    const newest = date ?? (await ask('days', { signal })).days[0]?.date;
    return newest === undefined ? undefined : ask('day', { params: { date: newest }, signal });
  });
  const day = answered.state === 'there' ? answered.answer : undefined;
  useEffect(() => {
    document.title = day ? `${day.date} · Sundial` : 'Sundial';
  }, [day]);
  if (answered.state === 'loading') return <section class="day" aria-busy="true" />;
  if (answered.state === 'refused') return <Problem problem={answered.problem} again={answered.again} />;
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
      <Summary day={day} />
      <DataStrip day={day} />
      <Inbox day={day} />
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
