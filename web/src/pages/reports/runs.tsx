// The runs of the pipeline with their results.
import { type AnswerOf, ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Command } from '../../parts/command.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { count, instant } from '../../words/en.ts';

type Run = AnswerOf<'runs'>['rows'][number];

export function Runs() {
  return (
    <>
      <AnswerView of="runs" request={(signal) => ask('runs', { signal })}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p class="empty">No run yet.</p>
          ) : (
            <Table label="Runs" columns={COLUMNS} rows={rows} keyOf={({ run }) => run} />
          )
        }
      </AnswerView>
      <Command words={['sundial', 'runs']} />
    </>
  );
}

const COLUMNS: readonly Column<Run>[] = [
  { title: 'Run', isNumber: true, cell: ({ run }) => run },
  { title: 'Command', isHead: true, cell: ({ command }) => command },
  { title: 'Started', cell: ({ started_at }) => instant(started_at) },
  { title: 'Took', isNumber: true, cell: tookOf },
  {
    title: 'Status',
    cell: ({ status, error }) => (
      <>
        <span class={status === 'failed' || status === 'interrupted' ? 'is-bad' : undefined}>{status}</span>
        {error && <div class="soft">{error}</div>}
      </>
    ),
  },
  { title: 'Files', isNumber: true, cell: ({ reports }) => count(reports) },
  { title: 'Accepted', isNumber: true, cell: ({ accepted }) => count(accepted) },
  { title: 'Duplicate', isNumber: true, cell: ({ duplicate }) => count(duplicate) },
  { title: 'Set aside', isNumber: true, cell: ({ quarantined }) => count(quarantined) },
  { title: 'Failed', isNumber: true, cell: ({ failed }) => count(failed) },
];

function tookOf({ started_at, finished_at }: Run): string {
  return finished_at === null ? '' : `${count((Date.parse(finished_at) - Date.parse(started_at)) / 1000)} s`;
}
