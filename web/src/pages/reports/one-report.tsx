// One report: what became of its rows, its versions, its deliveries, and the rows set aside.
import type { ComponentChildren } from 'preact';
import { type AnswerOf, ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Command } from '../../parts/command.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Table } from '../../parts/table.tsx';
import { bytes, count, counted, instant } from '../../words/en.ts';
import { VersionTable } from './version-table.tsx';

type Answer = AnswerOf<'report'>;

export function OneReport({ id }: { readonly id: string }) {
  return (
    <AnswerView of={id} request={(signal) => ask('report', { params: { report: id }, signal })}>
      {(answer) => <Shown answer={answer} />}
    </AnswerView>
  );
}

function Shown({ answer }: { readonly answer: Answer }) {
  const { id, type, date, list, title, state, versions, superseded_by } = answer;
  return (
    <>
      <header>
        <h2>
          {title || type} <span class="soft">{type}</span>
        </h2>
        <p class="soft">
          <bdi>{list}</bdi> of {date}, report {id}
        </p>
      </header>
      {state === 'superseded' && (
        <p class="strip is-partial">
          A later version counts:{' '}
          {superseded_by !== null && <a href={`/reports/${superseded_by}`}>report {superseded_by}</a>}
        </p>
      )}
      <Facts facts={factsOf(answer)} />
      {versions.length > 1 && (
        <section>
          <h3>Versions</h3>
          <VersionTable label="Versions" rows={versions} />
        </section>
      )}
      <SetAside answer={answer} />
      <Deliveries answer={answer} />
      <Command label="The original" words={['sundial', 'reports', 'original', String(id)]} />
    </>
  );
}

function factsOf(answer: Answer): readonly (readonly [string, ComponentChildren])[] {
  const { rows, accepted, duplicate, quarantined, unparsed, published_at, sha256, columns } = answer;
  return [
    [
      'Rows',
      `${count(rows)} = ${count(accepted)} accepted + ${count(duplicate)} duplicate + ${count(quarantined)} set aside`,
    ],
    ['Unfit values', unparsed === 0 ? 'none' : `${counted(unparsed, 'value')}, kept as text`],
    ['Published', published_at === null ? 'unknown' : instant(published_at)],
    [
      'Original',
      <>
        {bytes(answer.bytes)}, SHA-256 <code>{sha256}</code>
      </>,
    ],
    [
      'Columns',
      <details key="">
        <summary>{counted(columns.length, 'column')}</summary>
        {columns.join(', ')}
      </details>,
    ],
  ];
}

function SetAside({ answer: { id, quarantined, set_aside } }: { readonly answer: Answer }) {
  if (quarantined === 0) return null;
  return (
    <section>
      <h3>Rows set aside</h3>
      <Table
        label="Rows set aside"
        rows={set_aside}
        keyOf={({ line }) => line}
        columns={[
          { title: 'Line', isNumber: true, isHead: true, cell: ({ line }) => line },
          { title: 'Reason', cell: ({ reason }) => reason },
          { title: 'Text', cell: ({ text }) => <code>{text}</code> },
          { title: 'Size', isNumber: true, cell: (row) => bytes(row.bytes) },
        ]}
      />
      {set_aside.length < quarantined && (
        <p class="soft">
          The first {count(set_aside.length)} of {count(quarantined)}.
        </p>
      )}
      <Command words={['sundial', 'quarantine', 'list', '--report', String(id)]} />
    </section>
  );
}

function Deliveries({ answer: { deliveries } }: { readonly answer: Answer }) {
  return (
    <section>
      <h3>Deliveries</h3>
      <Table
        label="Deliveries"
        rows={deliveries}
        keyOf={({ path, delivered_at }) => `${delivered_at} ${path}`}
        columns={[
          { title: 'When', cell: ({ delivered_at }) => instant(delivered_at) },
          { title: 'Source', cell: ({ source }) => source },
          { title: 'File', isHead: true, cell: ({ path }) => <bdi>{path}</bdi> },
          { title: 'Outcome', cell: ({ outcome, error }) => OUTCOMES[outcome] + (error && `: ${error}`) },
        ]}
      />
    </section>
  );
}

const OUTCOMES = {
  loaded: 'loaded',
  known: 'was loaded before',
  older: 'older than the version that counts',
  failed: 'failed',
} as const;
