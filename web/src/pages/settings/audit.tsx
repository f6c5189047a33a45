// The audit log: who signed in, changed or exported something, from where, and whether it succeeded.
import { useState } from 'preact/hooks';
import { go, placeWith } from '../../app/place.ts';
import { type AnswerOf, ask, type Refused } from '../../data/request.ts';
import { refusalOf } from '../../data/session.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { textOf, useFormOfAddress } from '../../parts/form-of-address.ts';
import { Problem } from '../../parts/problem.tsx';
import { saveFile } from '../../parts/save-file.ts';
import { type Column, Table } from '../../parts/table.tsx';
import { count, counted, instant } from '../../words/en.ts';
import { EVENTS, eventInWords } from './audit-words.ts';

type Line = AnswerOf<'audit'>['rows'][number];

const FILTERS = ['text', 'event', 'from', 'to'] as const;

export function Audit({ query }: { readonly query: string }) {
  return (
    <>
      <Filters query={query} />
      <AnswerView of={query} request={(signal) => ask('audit', { query, signal })}>
        {({ rows, are_all }) => (
          <>
            <p class="soft" role="status">
              {are_all ? counted(rows.length, 'line') : `The newest ${count(rows.length)} lines that fit`}
            </p>
            {rows.length > 0 && (
              <Table
                label="Audit log"
                columns={COLUMNS}
                rows={rows.map((row, number) => ({ ...row, number }))}
                keyOf={({ number }) => number}
              />
            )}
          </>
        )}
      </AnswerView>
      <Export query={query} />
    </>
  );
}

function Filters({ query }: { readonly query: string }) {
  const form = useFormOfAddress(query);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    go(placeWith(Object.fromEntries(FILTERS.map((name) => [name, textOf(event, name)]))));
  };
  return (
    <search>
      <form ref={form} class="filters" onSubmit={submit}>
        <label>
          Text
          <input
            name="text"
            type="search"
            placeholder="ada, 192.0.2.7"
            autocomplete="off"
            spellcheck={false}
          />
        </label>
        <label>
          What
          <select name="event">
            <option value="">anything</option>
            {Object.entries(EVENTS).map(([event, words]) => (
              <option key={event} value={event}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label>
          From
          <input name="from" type="date" />
        </label>
        <label>
          To
          <input name="to" type="date" />
        </label>
        <button class="main" type="submit">
          Filter
        </button>
      </form>
    </search>
  );
}

function Export({ query }: { readonly query: string }) {
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<Refused>();
  const [saved, setSaved] = useState('');
  const save = async () => {
    setRunning(true);
    setProblem(undefined);
    try {
      const body = Object.fromEntries(new URLSearchParams(query));
      const { content, are_all } = await ask('exportAudit', { body });
      saveFile('sundial-audit.csv', 'text/csv', content);
      setSaved(are_all ? 'Saved.' : 'Saved the newest lines: choose fewer days for the others.');
    } catch (thrown) {
      setProblem(refusalOf(thrown));
    } finally {
      setRunning(false);
    }
  };
  return (
    <>
      {problem && <Problem problem={problem} />}
      <p class="buttons">
        <button type="button" disabled={isRunning} onClick={() => void save()}>
          Save as CSV
        </button>
        <span role="status">{saved}</span>
      </p>
    </>
  );
}

const COLUMNS: readonly Column<Line>[] = [
  { title: 'When', isHead: true, cell: ({ time }) => instant(time) },
  { title: 'Who', cell: ({ by }) => (by === '' ? <span class="soft">nobody known</span> : <bdi>{by}</bdi>) },
  { title: 'What', cell: (line) => <bdi>{eventInWords(line)}</bdi> },
  {
    title: 'Outcome',
    cell: ({ error }) =>
      error === undefined ? (
        'done'
      ) : (
        <span class="check-state is-problem">
          <span aria-hidden="true">✗</span> refused: {error}
        </span>
      ),
  },
  { title: 'From', cell: ({ address, through }) => address ?? (through === 'command' ? 'a command' : '') },
];
