// The sources of the service: when they were last read, and what keeps them from being read.
import { type AnswerOf, ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { Table } from '../../parts/table.tsx';
import { counted, instant } from '../../words/en.ts';

type Answer = AnswerOf<'sources'>;

export function Sources() {
  return (
    <AnswerView of="sources" request={(signal) => ask('sources', { signal })}>
      {(answer) => (
        <>
          <p class="soft">{whenRead(answer)}</p>
          {answer.rows.length === 0 ? (
            <p class="empty">
              The service has no sources. Files are loaded with <code>sundial ingest PATH</code>.
            </p>
          ) : (
            <Table
              label="Sources"
              rows={answer.rows}
              keyOf={({ name }) => name}
              columns={[
                { title: 'Source', isHead: true, cell: ({ name }) => <bdi>{name}</bdi> },
                { title: 'Kind', cell: ({ kind }) => kind },
                {
                  title: 'Last read',
                  cell: ({ last_success }) => (last_success === null ? 'never' : instant(last_success)),
                },
                { title: 'State', cell: (source) => <State {...source} /> },
              ]}
            />
          )}
        </>
      )}
    </AnswerView>
  );
}

function State({ failed_in_a_row, problems }: Answer['rows'][number]) {
  return (
    <>
      {failed_in_a_row === 0 ? (
        <span class="is-good">in order</span>
      ) : (
        <span class="is-bad">failed {counted(failed_in_a_row, 'time')} in a row</span>
      )}
      {problems.map((problem) => (
        <div key={problem} class="soft">
          {problem}
        </div>
      ))}
    </>
  );
}

function whenRead({ state, running_since, next_run }: Answer): string {
  if (running_since !== null) return `Being read since ${instant(running_since)}.`;
  if (next_run !== null) return `Read next at ${instant(next_run)}.`;
  return `The service is ${state}.`;
}
