// The findings to be handled, grouped by who has to act, or by type where nobody is known.
import type { AnswerOf } from '../../data/request.ts';
import { count, PARTS, rowsLeftOut } from '../../words/en.ts';
import { FindingRow } from './finding-row.tsx';
import { groupsOf } from './groups.ts';

export function Inbox({ day }: { readonly day: AnswerOf<'day'> }) {
  const { total, rows } = day.handle;
  return (
    <section class="inbox" aria-labelledby="handle">
      <h2 id="handle">
        {PARTS.handle.title} <span class="soft">{count(total)}</span>
      </h2>
      {total === 0 && <p class="empty">All quiet: nothing has to be handled.</p>}
      {groupsOf(rows).map((group) => (
        <section key={group.title} class="group">
          <h3>
            <bdi>{group.title}</bdi> <span class="soft">{count(group.rows.length)}</span>
            {group.contacts.length > 0 && <span class="soft contacts"> {group.contacts.join(', ')}</span>}
          </h3>
          <ul class="rows">
            {group.rows.map((row) => (
              <FindingRow key={row.id} row={row} date={day.date} />
            ))}
          </ul>
        </section>
      ))}
      {rows.length < total && <p class="soft">{rowsLeftOut(rows.length, total, day.date)}</p>}
    </section>
  );
}
