// The whitelist: accepted findings, until when, by whom and why, and whether the entries are of use.
import { useState } from 'preact/hooks';
import type { PageProps } from '../../app/pages.ts';
import { placeWith } from '../../app/place.ts';
import { ask, knownAnswer } from '../../data/request.ts';
import { mayDecide } from '../../data/session.ts';
import { useLive } from '../../data/use-live.ts';
import { Away } from '../../parts/away.tsx';
import { Command } from '../../parts/command.tsx';
import { NoticeBar } from '../../parts/notice.tsx';
import { Problem } from '../../parts/problem.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { count } from '../../words/en.ts';
import { type Entry, EntryDialog, type Opened } from './entry-dialog.tsx';

/** The views by `show` in the address, each with what belongs to it. */
const VIEWS: Readonly<Record<string, { readonly title: string; readonly has: (entry: Entry) => boolean }>> = {
  '': { title: 'In effect', has: ({ state }) => state !== 'ended' },
  soon: { title: 'Ends soon', has: ({ state }) => state === 'ends-soon' },
  unused: { title: 'Never applied', has: ({ state, applied }) => state !== 'ended' && applied === 0 },
  ended: { title: 'Ended', has: ({ state }) => state === 'ended' },
};

export function WhitelistPage({ query }: PageProps) {
  const { answer, problem, again } = useLive('entries', (by) => ask('entries', by), knownAnswer('entries'));
  const [opened, setOpened] = useState<Opened>();
  const asked = new URLSearchParams(query).get('show') ?? '';
  const shown = Object.hasOwn(VIEWS, asked) ? asked : '';
  const entries = answer?.entries;
  return (
    <section class="page" aria-busy={!answer && !problem}>
      <header class="page-head">
        <h1>Whitelist</h1>
        <p class="soft">Accepted findings: their owners are not told</p>
        {mayDecide() && (
          <button class="main" type="button" onClick={() => setOpened({ what: 'new' })}>
            New entry…
          </button>
        )}
      </header>
      <NoticeBar />
      <Tabs
        label="Views"
        tabs={Object.entries(VIEWS).map(([name, { title, has }]) => ({
          ...{ title, isShown: name === shown, number: entries?.filter(has).length },
          href: placeWith({ show: name || null }),
        }))}
      />
      {problem &&
        (answer ? <Away problem={problem} /> : <Problem problem={problem} again={() => void again()} />)}
      {entries && <Entries entries={entries.filter(VIEWS[shown]!.has)} open={setOpened} />}
      <Command words={['sundial', 'whitelist', 'print', ...(shown === 'ended' ? ['--ended'] : [])]} />
      {opened && <EntryDialog {...{ opened, entries, refresh: again, close: () => setOpened(undefined) }} />}
    </section>
  );
}

interface EntriesProps {
  readonly entries: readonly Entry[];
  readonly open: (opened: Opened) => void;
}

function Entries({ entries, open }: EntriesProps) {
  if (entries.length === 0) return <p class="empty">No entry here.</p>;
  const changes: Column<Entry> = {
    title: 'Change',
    cell: (entry) => <Changes entry={entry} open={open} />,
  };
  const columns = mayDecide() ? [...COLUMNS, changes] : COLUMNS;
  return <Table label="Entries" columns={columns} rows={entries} keyOf={({ entry }) => entry} />;
}

function Changes({ entry, open }: Pick<EntriesProps, 'open'> & { readonly entry: Entry }) {
  const about = <span class="unseen"> {entry.subject}</span>;
  return (
    <div class="buttons">
      <button type="button" class="small" onClick={() => open({ what: 'change', entry })}>
        {entry.state === 'ended' ? 'Renew' : 'Change'}…{about}
      </button>
      <button type="button" class="small" onClick={() => open({ what: 'remove', entry })}>
        Remove…{about}
      </button>
    </div>
  );
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
  {
    title: 'By',
    cell: ({ author, since }) => (
      <>
        {author} <div class="soft day-text">{since}</div>
      </>
    ),
  },
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
