// The whitelist: accepted findings, until when, by whom and why, and whether the entries are of use.
import type { PageProps } from '../../app/pages.ts';
import { placeWith } from '../../app/place.ts';
import { type AnswerOf, ask } from '../../data/request.ts';
import { useAnswer } from '../../data/use-answer.ts';
import { Command } from '../../parts/command.tsx';
import { Problem } from '../../parts/problem.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { count } from '../../words/en.ts';

type Entry = AnswerOf<'entries'>['entries'][number];

/** The views by `show` in the address, each with what belongs to it. */
const VIEWS: Readonly<Record<string, { readonly title: string; readonly has: (entry: Entry) => boolean }>> = {
  '': { title: 'In effect', has: ({ state }) => state !== 'ended' },
  soon: { title: 'Ends soon', has: ({ state }) => state === 'ends-soon' },
  unused: { title: 'Never applied', has: ({ state, applied }) => state !== 'ended' && applied === 0 },
  ended: { title: 'Ended', has: ({ state }) => state === 'ended' },
};

export function WhitelistPage({ query }: PageProps) {
  const answered = useAnswer('entries', (signal) => ask('entries', { signal }));
  const asked = new URLSearchParams(query).get('show') ?? '';
  const shown = Object.hasOwn(VIEWS, asked) ? asked : '';
  const entries = answered.answer?.entries;
  return (
    <section class="page" aria-busy={answered.state === 'loading'}>
      <header class="page-head">
        <h1>Whitelist</h1>
        <p class="soft">Accepted findings: their owners are not told</p>
      </header>
      <Tabs
        label="Views"
        tabs={Object.entries(VIEWS).map(([name, { title, has }]) => ({
          ...{ title, isShown: name === shown, number: entries?.filter(has).length },
          href: placeWith({ show: name || null }),
        }))}
      />
      {answered.state === 'refused' && <Problem problem={answered.problem} again={answered.again} />}
      {entries && <Entries entries={entries.filter(VIEWS[shown]!.has)} />}
      <Command words={['sundial', 'whitelist', 'print', ...(shown === 'ended' ? ['--ended'] : [])]} />
    </section>
  );
}

function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  if (entries.length === 0) return <p class="empty">No entry here.</p>;
  return <Table label="Entries" columns={COLUMNS} rows={entries} keyOf={({ entry }) => entry} />;
}

const COLUMNS: readonly Column<Entry>[] = [
  { title: 'Subject', isHead: true, cell: ({ subject }) => <bdi>{subject}</bdi> },
  { title: 'Type', cell: (entry) => <Types {...entry} /> },
  { title: 'Until', cell: (entry) => <Until {...entry} /> },
  {
    title: 'Reason',
    cell: ({ reason, break_through }) => (
      <>
        {reason || <span class="soft">none given</span>}
        {break_through && <div class="soft">unless it gets worse</div>}
      </>
    ),
  },
  { title: 'By', cell: ({ author, since }) => `${author}, ${since}` },
  { title: 'Applied', isNumber: true, cell: ({ applied }) => count(applied) },
  { title: 'Last applied', cell: ({ applied_on }) => applied_on ?? <span class="soft">never</span> },
];

function Types({ type, types }: Entry) {
  const isName = types.length > 1 || (types.length === 1 && types[0] !== type);
  return (
    <>
      {type} {isName && <div class="soft">{types.join(', ')}</div>}
    </>
  );
}

function Until({ until, state }: Entry) {
  if (until === null) return 'forever';
  return (
    <>
      <span class="day-text">{until.slice(0, 16)} UTC</span>
      {state === 'ends-soon' && <div class="is-bad">ends soon</div>}
      {state === 'ended' && <div class="soft">ended</div>}
    </>
  );
}
