// A page of findings as a table.
import type { AnswerOf } from '../../data/request.ts';
import { FindingLink } from '../../parts/finding-link.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Severity } from '../../parts/severity.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { count, STATES } from '../../words/en.ts';
import type { Finding } from './view.ts';

interface FindingRowsProps {
  readonly answer: AnswerOf<'findings'>;
  readonly page: number;
  readonly isGone: boolean;
}

export function FindingRows({ answer, page, isGone }: FindingRowsProps) {
  const { rows, total, page_rows } = answer;
  const hasOwners = rows.some(({ owner, device }) => owner !== '' || device !== '');
  const columns = COLUMNS.filter(
    ({ title }) => (title !== 'Missed' || isGone) && (title !== 'Who acts' || hasOwners),
  );
  return (
    <>
      <Table label="Findings" columns={columns} rows={rows} keyOf={({ id }) => id} />
      <Pager page={page} pageRows={page_rows} shown={rows.length} total={total} />
    </>
  );
}

const COLUMNS: readonly Column<Finding>[] = [
  { title: 'Severity', cell: ({ severity }) => <Severity severity={severity} /> },
  { title: 'Subject', isHead: true, cell: (row) => <Subject {...row} /> },
  { title: 'What', cell: (row) => <What {...row} /> },
  { title: 'Who acts', cell: ({ owner, device }) => [owner, device].filter(Boolean).join(' · ') },
  { title: 'State', cell: (row) => <State {...row} /> },
  { title: 'First seen', cell: ({ first_seen }) => <span class="day-text">{first_seen}</span> },
  { title: 'Last seen', cell: ({ last_seen }) => <span class="day-text">{last_seen}</span> },
  { title: 'Days', isNumber: true, cell: ({ days }) => count(days) },
  { title: 'Missed', isNumber: true, cell: ({ missed }) => count(missed) },
];

function Subject({ id, subject, at, hostname, asn, geo }: Finding) {
  const about = [hostname === subject ? '' : hostname, asn > 0 ? `AS${asn}` : '', geo].filter(Boolean);
  return (
    <>
      <FindingLink id={id} subject={subject} /> {at && <span class="soft">{at}</span>}
      {about.length > 0 && (
        <div class="soft">
          <bdi>{about.join(' · ')}</bdi>
        </div>
      )}
    </>
  );
}

function What({ title, type, cves, is_exploited }: Finding) {
  return (
    <>
      {title || type} {title !== '' && <span class="soft">{type}</span>}
      {cves.length > 0 && (
        <div class="soft">
          {cves.join(', ')} {is_exploited && <span class="tag is-exploited">known exploited</span>}
        </div>
      )}
    </>
  );
}

function State({ state, state_since, author, reason }: Finding) {
  return (
    <>
      {STATES[state]}
      {state !== 'open' && state_since !== '' && (
        <div class="soft">
          {[state_since, author && `by ${author}`].filter(Boolean).join(' ')}
          {reason && `: ${reason}`}
        </div>
      )}
    </>
  );
}
