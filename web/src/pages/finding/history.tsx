// What happened to a finding, and what digests decided about it.
import type { AnswerOf } from '../../data/request.ts';
import { wordOf } from '../../marking/outcomes.ts';
import { type Column, Table } from '../../parts/table.tsx';
import { DECISION_WORDS, day, STATES } from '../../words/en.ts';

type Finding = AnswerOf<'finding'>;
type Change = Finding['changes'][number];
type Decision = Finding['decisions'][number];

const CHANGE_COLUMNS: readonly Column<Change>[] = [
  { title: 'When', cell: ({ at }) => `${at} UTC` },
  { title: 'What', cell: ({ change }) => wordOf(change), isHead: true },
  { title: 'State', cell: ({ state }) => STATES[state] },
  { title: 'Reason', cell: ({ reason }) => reason },
  { title: 'By', cell: ({ author, automatic }) => (automatic ? 'Sundial' : <bdi>{author}</bdi>) },
];

export function Changes({ changes }: Pick<Finding, 'changes'>) {
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">What happened</h2>
      {changes.length === 0 ? (
        <p class="soft">Nothing yet; the next digest opens it.</p>
      ) : (
        <Table
          label="What happened, the newest first"
          columns={CHANGE_COLUMNS}
          rows={changes.toReversed()}
          keyOf={(change) => `${change.at} ${change.change} ${changes.indexOf(change)}`}
        />
      )}
    </section>
  );
}

const DECISION_COLUMNS: readonly Column<Decision>[] = [
  {
    title: 'Digest',
    cell: ({ date }) => <a href={`/today/${date}`}>{day(date)}</a>,
    isHead: true,
  },
  { title: 'Decision', cell: ({ decision }) => DECISION_WORDS[decision] ?? decision },
  { title: 'Reason', cell: ({ reason }) => wordOf(reason) },
  { title: 'Last told', cell: ({ told_on }) => (told_on === null ? '' : day(told_on)) },
  { title: 'Device', cell: ({ device }) => <bdi>{device}</bdi> },
  { title: 'Owner', cell: ({ owner }) => <bdi>{owner}</bdi> },
];

export function Decisions({ decisions }: Pick<Finding, 'decisions'>) {
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">What digests decided</h2>
      {decisions.length === 0 ? (
        <p class="soft">Nothing yet.</p>
      ) : (
        <Table
          label="What digests decided, the newest first"
          columns={DECISION_COLUMNS}
          rows={decisions}
          keyOf={({ date }) => date}
        />
      )}
    </section>
  );
}
