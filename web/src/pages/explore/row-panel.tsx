// One row with every cell as its report has it; each cell can be copied, or become a condition.
import { useEffect, useRef } from 'preact/hooks';
import { go } from '../../app/place.ts';
import { ask } from '../../data/request.ts';
import { AnswerView } from '../../parts/answer-view.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Facts } from '../../parts/facts.tsx';
import { choose } from './conditions.ts';
import { addressOf, type View } from './view.ts';

export function RowPanel({ view }: { readonly view: View }) {
  const { row } = view;
  const [report = '', line = ''] = row.split(':');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [row]);
  const close = () => go(addressOf({ ...view, row: '' }), { keepsPlace: true });
  return (
    <aside
      class="row-panel"
      aria-labelledby="row-panel"
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <header>
        <h2 id="row-panel" ref={heading} tabIndex={-1}>
          Row {row}
        </h2>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      <AnswerView of={row} request={(signal) => ask('event', { params: { report, line }, signal })}>
        {(event) => (
          <>
            <Facts
              facts={[
                [
                  'Report',
                  <a key="report" href={`/reports/${event.report}`}>
                    {event.type} of {event.date}
                  </a>,
                ],
                ['List', <bdi key="list">{event.list}</bdi>],
                ['Line', event.line],
              ]}
            />
            <dl class="cells">
              {event.cells.map((cell) => (
                <Cell key={cell.column} {...cell} view={view} />
              ))}
            </dl>
            {event.empty.length > 0 && <p class="soft">Empty: {event.empty.join(', ')}</p>}
          </>
        )}
      </AnswerView>
    </aside>
  );
}

interface CellProps {
  readonly column: string;
  readonly value: string;
  /** Null = no condition can say it. */
  readonly condition: string | null;
  readonly view: View;
}

function Cell({ column, value, condition, view }: CellProps) {
  const chosen = (by: string, choice: 'only' | 'exclude') =>
    addressOf({ ...view, where: choose(view.where, by, choice), row: '' });
  return (
    <div>
      <dt>{column}</dt>
      <dd>
        <bdi>{value}</bdi>
        <span class="cell-actions">
          <CopyButton text={value} what={column} />
          {condition !== null && (
            <>
              <a href={chosen(condition, 'only')}>
                only this<span class="unseen"> {column}</span>
              </a>
              <a href={chosen(condition, 'exclude')}>
                not this<span class="unseen"> {column}</span>
              </a>
            </>
          )}
        </span>
      </dd>
    </div>
  );
}
