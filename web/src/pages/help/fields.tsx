// The fields of queries for events and findings, and how conditions are written.
import type { ComponentChildren } from 'preact';
import { type AnswerOf, ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Facts } from '../../parts/facts.tsx';
import { type Column, Table } from '../../parts/table.tsx';

type Field = AnswerOf<'fields'>['events'][number];

export function Fields() {
  return (
    <AnswerView of="fields" request={(signal) => ask('fields', { signal })}>
      {({ events, findings }) => (
        <>
          <section>
            <h2>Conditions</h2>
            <Facts facts={CONDITIONS} />
          </section>
          <section>
            <h2>Fields of findings</h2>
            <ul class="tags">
              {findings.map((name) => (
                <li key={name} class="tag">
                  <code>{name}</code>
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h2>Fields of events</h2>
            <Table label="Fields of events" columns={COLUMNS} rows={events} keyOf={({ name }) => name} />
          </section>
        </>
      )}
    </AnswerView>
  );
}

const code = (text: string) => <code>{text}</code>;

const CONDITIONS: readonly (readonly [string, ComponentChildren])[] = [
  ['Equal', code('port=443')],
  ['Not equal', code('geo!=AA')],
  [
    'At least, at most',
    <>
      {code('severity>=high')}, {code('days<=3')}
    </>,
  ],
  ['Range', code('first_seen=2026-01-01:2026-01-31')],
  ['Pattern', code('hostname=*.example.org')],
  ['Network', code('ip=192.0.2.0/24')],
  ['Without a value', code('hostname=')],
];

const COLUMNS: readonly Column<Field>[] = [
  { title: 'Field', isHead: true, cell: ({ name }) => code(name) },
  { title: 'Kind', cell: ({ kind }) => kind },
  { title: 'What feeds it', cell: ({ answer }) => answer },
  { title: 'Reports API', cell: ({ is_api }) => (is_api ? 'yes' : '') },
];
