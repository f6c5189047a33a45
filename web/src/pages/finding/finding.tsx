// One finding: what it is, since when, what was done about it and why, and the events behind it.
import { useEffect, useState } from 'preact/hooks';
import type { PageProps } from '../../app/pages.ts';
import { type AnswerOf, ask, knownAnswer } from '../../data/request.ts';
import { mayDecide } from '../../data/session.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { useLive } from '../../data/use-live.ts';
import { AcceptDialog } from '../../marking/accept-dialog.tsx';
import { ActionBar } from '../../marking/action-bar.tsx';
import { markRows } from '../../marking/actions.ts';
import { Away } from '../../parts/away.tsx';
import { Command } from '../../parts/command.tsx';
import { EventTable } from '../../parts/event-table.tsx';
import { Facts } from '../../parts/facts.tsx';
import { FindingTable } from '../../parts/finding-table.tsx';
import { Lifeline, LifelineLegend } from '../../parts/lifeline.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Rules } from '../../parts/rules.tsx';
import { Severity } from '../../parts/severity.tsx';
import { isWebAddress } from '../../parts/web-address.ts';
import { count, counted, day, STATES } from '../../words/en.ts';
import { Changes, Decisions } from './history.tsx';

type Finding = AnswerOf<'finding'>;

export function FindingPage({ part: id = '' }: Pick<PageProps, 'part'>) {
  const { answer, problem, again } = useLive(
    id,
    (by) => ask('finding', { params: { id }, ...by }),
    knownAnswer('finding', { params: { id } }),
  );
  useEffect(() => {
    document.title = answer ? `${answer.subject} · Sundial` : 'Sundial';
  }, [answer]);
  if (!answer && problem) return <Problem problem={problem} again={() => void again()} />;
  if (!answer) return <section class="page" aria-busy="true" />;
  return <Shown finding={answer} problem={problem} again={again} />;
}

interface ShownProps extends Pick<ReturnType<typeof useLive>, 'problem' | 'again'> {
  readonly finding: Finding;
}

function Shown({ finding, problem, again }: ShownProps) {
  const [isAccepting, setAccepting] = useState(false);
  const { id, subject, type, changes, decisions } = finding;
  const told = [
    ...decisions.filter(({ decision }) => decision === 'handle').map(({ date }) => date),
    ...changes.filter(({ automatic }) => !automatic).map((change) => change.day),
  ];
  return (
    <article class="page">
      <Head finding={finding} />
      {problem && <Away problem={problem} />}
      <section aria-labelledby="lifeline">
        <h2 id="lifeline">Lifeline</h2>
        <Lifeline
          label="Days"
          dates={finding.dates}
          seen={finding.seen}
          closed={finding.closed}
          told={told}
        />
        <LifelineLegend />
      </section>
      <div class="columns">
        <section aria-labelledby="why">
          <h2 id="why">Why it is told or not</h2>
          <Why finding={finding} />
        </section>
        <section aria-labelledby="what">
          <h2 id="what">What reports say</h2>
          <Facts facts={factsOf(finding)} />
        </section>
      </div>
      <Changes changes={changes} />
      <Decisions decisions={decisions} />
      <EventTable title="Events" events={finding.evidence} />
      {finding.others.length > 0 && <FindingTable title="Also on this subject" rows={finding.others} />}
      <Command words={['sundial', 'finding', id]} />
      {mayDecide() && (
        <ActionBar
          rows={[finding]}
          mark={(mark, reason) => void markRows([finding], mark, reason, { refresh: again })}
          accept={() => setAccepting(true)}
        />
      )}
      {isAccepting && (
        <AcceptDialog
          row={{ id, subject, type, step: finding.step }}
          refresh={again}
          close={() => setAccepting(false)}
        />
      )}
    </article>
  );
}

function Head({ finding }: { readonly finding: Finding }) {
  const { subject, at, severity, state, title, type, link, first_seen, last_seen, days, cves } = finding;
  return (
    <header class="finding-head">
      <h1>
        <a href={`/subject/${encodeURIComponent(subject)}`}>
          <bdi>{subject}</bdi>
        </a>{' '}
        {at && <span class="soft">{at}</span>}
      </h1>
      <p>
        {isWebAddress(link) ? (
          <a href={link} rel="noopener noreferrer" target="_blank" title={link}>
            {title || type}
          </a>
        ) : (
          title || type
        )}{' '}
        <span class="soft">{type}</span>
      </p>
      <p class="tags">
        <Severity severity={severity} />
        <span class={`tag state is-${state}`}>{STATES[state]}</span>
        {finding.is_exploited && <span class="tag is-exploited">known exploited</span>}
        {cves.map((cve) => (
          <span key={cve} class="tag">
            {cve}
          </span>
        ))}
      </p>
      <p class="soft">
        First seen {day(first_seen)}, last seen {day(last_seen)}, on {counted(days, 'day')}, in{' '}
        {counted(finding.events, 'event')}
      </p>
    </header>
  );
}

function factsOf({ facts, highest_severity, severity, epss, tags }: Finding) {
  return [
    ...facts,
    ...(highest_severity === severity ? [] : [{ name: 'highest severity', value: highest_severity }]),
    ...(epss > 0 ? [{ name: 'EPSS', value: count(epss) }] : []),
    ...(tags.length > 0 ? [{ name: 'tags', value: tags.join(', ') }] : []),
  ].map(({ name, value }) => [name, <bdi>{value}</bdi>] as const);
}

/** Asked for by itself, because it takes several questions, and anew after each step. */
function Why({ finding: { id, step } }: { readonly finding: Finding }) {
  const why = useAnswer(`${id} ${step}`, (signal) => ask('explain', { params: { id }, signal }));
  return (
    <div class="rules-place" aria-busy={why.state === 'loading'}>
      {why.state === 'refused' && <Problem problem={why.problem} again={why.again} />}
      {why.answer && <Rules rules={why.answer.rules} />}
    </div>
  );
}
