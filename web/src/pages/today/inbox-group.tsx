// The findings of one owner, or of one type, in the inbox.
import { useComputed } from '@preact/signals';
import { count } from '../../words/en.ts';
import { FindingCells } from './finding-row.tsx';
import type { Finding, Group } from './groups.ts';
import { current, selected, toggle } from './inbox-list.ts';

interface InboxGroupProps {
  readonly group: Group;
  readonly date: string;
  /** The current row of the inbox: the only one that the Tab key reaches. */
  readonly at: string | undefined;
  readonly mayDecide: boolean;
  /** How many of its rows are drawn. */
  readonly drawn: number;
}

export function InboxGroup({
  group: { title, contacts, rows },
  date,
  at,
  mayDecide,
  drawn,
}: InboxGroupProps) {
  const ids = rows.map(({ id }) => id);
  const chosen = ids.filter((id) => selected.value.has(id)).length;
  return (
    <section class="group">
      <h3>
        {mayDecide && (
          <input
            type="checkbox"
            aria-label={`Select all of ${title}`}
            checked={chosen === ids.length}
            indeterminate={chosen > 0 && chosen < ids.length}
            onChange={() => toggle(ids)}
          />
        )}{' '}
        <bdi>{title}</bdi> <span class="soft">{count(rows.length)}</span>
        {contacts.length > 0 && <span class="soft contacts"> {contacts.join(', ')}</span>}
      </h3>
      <ul class="rows">
        {rows.slice(0, drawn).map((row) => (
          <InboxRow key={row.id} row={row} date={date} isCurrent={row.id === at} mayDecide={mayDecide} />
        ))}
      </ul>
    </section>
  );
}

interface InboxRowProps {
  readonly row: Finding;
  readonly date: string;
  readonly isCurrent: boolean;
  readonly mayDecide: boolean;
}

function InboxRow({ row, date, isCurrent, mayDecide }: InboxRowProps) {
  // So that selecting a row draws no other one again.
  const isSelected = useComputed(() => selected.value.has(row.id)).value;
  return (
    <li
      class={`row finding${isCurrent ? ' is-current' : ''}${isSelected ? ' is-selected' : ''}`}
      data-id={row.id}
      tabIndex={isCurrent ? 0 : -1}
      aria-current={isCurrent ? 'true' : undefined}
      onFocusCapture={() => {
        current.value = row.id;
      }}
    >
      {mayDecide && (
        <input
          type="checkbox"
          aria-label={`Select ${row.subject}`}
          tabIndex={isCurrent ? 0 : -1}
          checked={isSelected}
          onChange={() => toggle([row.id])}
        />
      )}
      <FindingCells row={row} date={date} />
    </li>
  );
}
