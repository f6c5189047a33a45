// The files that could not be loaded, with the reason.
import { ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Command } from '../../parts/command.tsx';
import { Table } from '../../parts/table.tsx';
import { instant } from '../../words/en.ts';

export function FailedFiles() {
  return (
    <>
      <AnswerView of="failed" request={(signal) => ask('failedFiles', { signal })}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p class="empty">No file failed.</p>
          ) : (
            <Table
              label="Failed files"
              rows={rows}
              keyOf={({ path, delivered_at }) => `${delivered_at} ${path}`}
              columns={[
                { title: 'When', cell: ({ delivered_at }) => instant(delivered_at) },
                { title: 'Source', cell: ({ source }) => source },
                { title: 'File', isHead: true, cell: ({ path }) => <bdi>{path}</bdi> },
                { title: 'Problem', cell: ({ message }) => message },
              ]}
            />
          )
        }
      </AnswerView>
      <Command words={['sundial', 'reports', '--failed']} />
    </>
  );
}
