// The findings to be handled, grouped by who has to act, or by type where nobody is known, to be worked through by keyboard.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { go } from '../../app/place.ts';
import type { AnswerOf } from '../../data/request.ts';
import { mayDecide } from '../../data/session.ts';
import { AcceptDialog } from '../../marking/accept-dialog.tsx';
import { ActionBar } from '../../marking/action-bar.tsx';
import { markRows, outcomes, type Refresh, undoLast } from '../../marking/actions.ts';
import type { Mark } from '../../marking/outcomes.ts';
import { WhyDialog } from '../../marking/why-dialog.tsx';
import { useGrowing } from '../../parts/growing.ts';
import { notice } from '../../parts/notice.tsx';
import { count, PARTS, rowsLeftOut } from '../../words/en.ts';
import { FindingRow } from './finding-row.tsx';
import { drawnOf, type Finding, groupsOf } from './groups.ts';
import { sortHandled } from './handled.ts';
import { InboxGroup } from './inbox-group.tsx';
import { current, rowAfter, rowFrom, selected, toggle } from './inbox-list.ts';
import { type Command, commandOf } from './keys.ts';
import { KeysDialog } from './keys-dialog.tsx';

interface InboxProps {
  readonly day: AnswerOf<'day'>;
  readonly refresh: Refresh;
}

export function Inbox({ day, refresh }: InboxProps) {
  const list = useRef<HTMLElement>(null);
  const focusWanted = useRef(false);
  const [shown, setShown] = useState<'why' | 'accept' | 'keys'>();
  const [isAll, setAll] = useState(false);
  const { open, handled } = sortHandled(day, outcomes.value);
  const groups = groupsOf(open);
  const rows = groups.flatMap((group) => group.rows);
  const ids = rows.map(({ id }) => id);
  const at = rows.find(({ id }) => id === current.value) ?? rows[0];
  const drawn = useGrowing(rows.length, at ? rows.indexOf(at) + 1 : 0);
  const chosen = rows.filter(({ id }) => selected.value.has(id));
  const about = chosen.length > 0 ? chosen : at ? [at] : [];
  const left = day.handle.total - handled.length;
  const isWhole = day.handle.rows.length === day.handle.total;
  const isEveryChosen = chosen.length > 1 && chosen.length === rows.length;

  // After the rows are drawn, because the row that had the focus may have left.
  useLayoutEffect(() => {
    if (!focusWanted.current) return;
    focusWanted.current = false;
    const row = list.current?.querySelector<HTMLElement>(`[data-id="${at?.id}"]`);
    (row ?? list.current?.querySelector<HTMLElement>('h2'))?.focus();
  });
  const goTo = (id: string | undefined) => {
    current.value = id;
    focusWanted.current = true;
  };
  /** The next row has the focus when these leave the list. */
  const leave = (leaving: readonly Finding[]) => {
    goTo(rowAfter(ids, new Set(leaving.map(({ id }) => id)), at?.id));
    selected.value = new Set();
    setAll(false);
  };
  const mark = (name: Mark, reason: string) => {
    if (about.length === 0) return;
    const all = isAll && isEveryChosen ? day : undefined;
    leave(about);
    void markRows(about, name, reason, { refresh, ...(all && { all }) });
  };
  const move = (by: number, selects: boolean) => {
    const next = rowFrom(ids, at?.id, by);
    if (selects && at) toggle([at.id, ...(next ? [next] : [])], true);
    goTo(next);
  };
  const decides: Partial<Record<Command, () => void>> = {
    extend: () => move(1, true),
    'extend-back': () => move(-1, true),
    select: () => at && toggle([at.id]),
    clear: () => {
      selected.value = new Set();
    },
    notified: () => mark('notified', ''),
    acknowledged: () => mark('acknowledged', ''),
    resolved: () => mark('resolved', ''),
    accept: () => about.length === 1 && setShown('accept'),
    undo: () => {
      focusWanted.current = true;
      void undoLast.value?.();
    },
  };
  const commands: Partial<Record<Command, () => void>> = {
    next: () => move(1, false),
    previous: () => move(-1, false),
    open: () => at && go(`/finding/${at.id}`),
    explain: () => at && setShown('why'),
    copy: () => at && void copy(at),
    help: () => setShown('keys'),
    ...(mayDecide() && decides),
  };
  const press = (event: KeyboardEvent) => {
    const command = commands[commandOf(event) ?? ('' as Command)];
    if (!command) return;
    event.preventDefault();
    command();
  };
  const close = () => setShown(undefined);
  return (
    <section class="inbox" aria-labelledby="handle" ref={list} onKeyDown={press}>
      <h2 id="handle" tabIndex={-1}>
        {PARTS.handle.title} <span class="soft">{count(left)}</span>
      </h2>
      {left === 0 && (
        <p class="empty">{handled.length > 0 ? 'All done.' : 'All quiet: nothing has to be handled.'}</p>
      )}
      {drawnOf(groups, drawn).map(({ group, rows: some }) => (
        <InboxGroup
          key={group.title}
          {...{ group, date: day.date, at: at?.id, mayDecide: mayDecide(), drawn: some }}
        />
      ))}
      {!isWhole && <p class="soft">{rowsLeftOut(day.handle.rows.length, day.handle.total, day.date)}</p>}
      {mayDecide() && !isWhole && isEveryChosen && (
        <label class="check">
          <input type="checkbox" checked={isAll} onChange={(event) => setAll(event.currentTarget.checked)} />{' '}
          Mark all {count(left)}, also those that are not shown
        </label>
      )}
      {handled.length > 0 && (
        <details class="part-list" id="handled">
          <summary>
            <h3>
              Handled since <span class="soft">{count(handled.length)}</span>
            </h3>
          </summary>
          <ul class="rows">
            {handled.map(({ row, by }) => (
              <FindingRow key={row.id} row={row} date={day.date} by={by} />
            ))}
          </ul>
        </details>
      )}
      {mayDecide() && (
        <ActionBar
          rows={about}
          total={isAll && isEveryChosen ? left : undefined}
          mark={mark}
          accept={() => setShown('accept')}
          explain={() => setShown('why')}
          help={() => setShown('keys')}
        />
      )}
      {shown === 'why' && at && <WhyDialog row={about[0] ?? at} date={day.date} close={close} />}
      {shown === 'accept' && about[0] && (
        <AcceptDialog
          row={about[0]}
          refresh={refresh}
          close={() => {
            focusWanted.current = true;
            close();
          }}
        />
      )}
      {shown === 'keys' && <KeysDialog mayDecide={mayDecide()} close={close} />}
    </section>
  );
}

async function copy({ id, subject }: Finding): Promise<void> {
  const command = `sundial finding ${id.slice(0, 12)}`;
  // Browsers offer the clipboard over TLS and on this machine only.
  await navigator.clipboard?.writeText(command);
  notice.value = { text: navigator.clipboard ? `Copied for ${subject}: ${command}` : command };
}
