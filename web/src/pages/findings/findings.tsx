// Findings across days: by state, filtered, in pages or in groups.
import type { PageProps } from '../../app/pages.ts';
import { placeWith } from '../../app/place.ts';
import { type AnswerOf, ask } from '../../data/request.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Command } from '../../parts/command.tsx';
import { Problem } from '../../parts/problem.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { counted, STATES } from '../../words/en.ts';
import { Filters } from './filters.tsx';
import { FindingGroups } from './finding-groups.tsx';
import { FindingRows } from './finding-rows.tsx';
import { commandOf, GROUPINGS, type Grouping } from './view.ts';
import './findings.css';

type Answer = AnswerOf<'findings'>;

export function FindingsPage({ query }: PageProps) {
  const answered = useAnswer(query, async (signal) => ({
    answer: await ask('findings', { query, signal }),
    // While the next one is loaded, the answer is that of the view before.
    view: new URLSearchParams(query),
  }));
  const view = new URLSearchParams(query);
  const { state, problem, answer: shown, again } = { problem: undefined, ...answered };
  const answer = shown?.answer;
  return (
    <section class="page findings" aria-busy={state === 'loading'}>
      <header class="page-head">
        <h1>Findings</h1>
        {answer && (
          <p class="soft">
            {counted(answer.total, 'finding')}, reports up to {answer.newest_day}
          </p>
        )}
      </header>
      <Tabs label="States" tabs={stateTabs(view, answer)} />
      <Filters query={query} />
      <Tabs label="Groups" tabs={groupTabs(view)} />
      {problem && <Problem problem={problem} again={again} />}
      {shown && <Found answer={shown.answer} view={shown.view} />}
      <Command words={commandOf(view)} />
    </section>
  );
}

function Found({ answer, view }: { readonly answer: Answer; readonly view: URLSearchParams }) {
  if (answer.groups) return <FindingGroups groups={answer.groups} view={view} />;
  if (answer.total === 0) return <Nothing view={view} />;
  return (
    <FindingRows answer={answer} page={Number(view.get('page') ?? 1)} isGone={view.get('seen') === 'gone'} />
  );
}

function Nothing({ view }: { readonly view: URLSearchParams }) {
  const isFiltered = [...view.keys()].some((name) => name !== 'group' && name !== 'page');
  return (
    <div class="empty">
      {isFiltered ? (
        <p>
          No finding matches. <a href="/findings">Remove all filters</a>
        </p>
      ) : (
        <p>
          No findings yet. <code>sundial ingest PATH</code> loads reports.
        </p>
      )}
    </div>
  );
}

function stateTabs(view: URLSearchParams, answer: Answer | undefined) {
  const all = answer && Object.values(answer.states).reduce((sum, number) => sum + number, 0);
  const tab = (title: string, state: keyof typeof STATES | null, number: number | undefined) => ({
    ...{ title, number, isShown: view.get('state') === state },
    href: placeWith({ state, page: null }),
  });
  return [
    tab('all', null, all),
    ...Object.entries(STATES).map(([state, title]) =>
      tab(title, state as keyof typeof STATES, answer?.states[state as keyof typeof STATES]),
    ),
  ];
}

function groupTabs(view: URLSearchParams) {
  const tab = (title: string, group: Grouping | null) => ({
    ...{ title, isShown: view.get('group') === group },
    href: placeWith({ group, page: null }),
  });
  return [
    tab('List', null),
    ...Object.entries(GROUPINGS).map(([group, { title }]) => tab(title, group as Grouping)),
  ];
}
