// The groups of findings; each leads to its findings.
import { placeWith } from '../../app/place.ts';
import type { AnswerOf } from '../../data/request.ts';
import { Severity } from '../../parts/severity.tsx';
import { Table } from '../../parts/table.tsx';
import { count } from '../../words/en.ts';
import { GROUPINGS, type Grouping } from './view.ts';

type Groups = NonNullable<AnswerOf<'findings'>['groups']>;
type Group = Groups['rows'][number];

interface FindingGroupsProps {
  readonly groups: Groups;
  readonly view: URLSearchParams;
}

export function FindingGroups({ groups, view }: FindingGroupsProps) {
  const { total, rows } = groups;
  if (total === 0) return <p class="empty">No finding matches.</p>;
  const by = view.get('group') as Grouping;
  const most = Math.max(...rows.map(({ findings }) => findings));
  return (
    <>
      <Table
        label="Groups of findings"
        rows={rows}
        keyOf={({ value }) => value}
        columns={[
          {
            title: GROUPINGS[by].column,
            isHead: true,
            cell: (group) => <Value group={group} by={by} view={view} />,
          },
          { title: 'Findings', isNumber: true, cell: ({ findings }) => count(findings) },
          {
            title: 'Share of the largest',
            cell: ({ findings }) => <meter min={0} max={most} value={findings} />,
          },
          { title: 'Worst', cell: ({ severity }) => <Severity severity={severity} /> },
          { title: 'Last seen', cell: ({ last_seen }) => <span class="day-text">{last_seen}</span> },
        ]}
      />
      {rows.length < total && (
        <p class="soft">
          The {count(rows.length)} largest of {count(total)} groups.
        </p>
      )}
    </>
  );
}

function Value({
  group,
  by,
  view,
}: {
  readonly group: Group;
  readonly by: Grouping;
  readonly view: URLSearchParams;
}) {
  const { value, condition } = group;
  if (condition === null) return <span class="soft">none</span>;
  const shown = by === 'asn' ? `AS${value}` : value;
  return (
    // The groups go away, and the focus with them.
    <a
      onClick={() => document.getElementById('content')?.focus()}
      href={placeWith({ group: null, page: null, where: [...view.getAll('where'), condition] })}
    >
      <bdi>{shown}</bdi>
    </a>
  );
}
