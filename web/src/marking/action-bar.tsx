// What can be done to the current finding, or to those that are selected: always in the same place, so that nothing moves.
import { useState } from 'preact/hooks';
import { NoticeBar } from '../parts/notice.tsx';
import { counted, MARK_WORDS } from '../words/en.ts';
import type { Mark, Markable } from './outcomes.ts';

interface ActionBarProps {
  /** The findings that an action would be about. */
  readonly rows: readonly Markable[];
  /** How many that are, if more than the page shows. */
  readonly total?: number | undefined;
  readonly mark: (mark: Mark, reason: string) => void;
  readonly accept: () => void;
  /** Omitted = the page says why anyway. */
  readonly explain?: () => void;
  /** Omitted = the page has no keys. */
  readonly help?: () => void;
}

const BUTTONS = [
  ['notified', 'n'],
  ['acknowledged', 'a'],
  ['resolved', 'r'],
] as const;

export function ActionBar({ rows, total, mark, accept, explain, help }: ActionBarProps) {
  const [reason, setReason] = useState('');
  const [only] = rows;
  const isNone = only === undefined;
  const isOne = rows.length === 1 && total === undefined;
  const act = (name: Mark) => {
    mark(name, reason.trim());
    setReason('');
  };
  return (
    <section class="action-bar" aria-label="Actions">
      <NoticeBar />
      <div class="actions">
        <span class="about">
          {isNone ? (
            'Nothing left'
          ) : isOne ? (
            <bdi>{only.subject}</bdi>
          ) : (
            counted(total ?? rows.length, 'finding')
          )}
        </span>
        {BUTTONS.map(([name, key]) => (
          <button
            key={name}
            type="button"
            class={name === 'notified' ? 'main' : undefined}
            disabled={isNone}
            onClick={() => act(name)}
          >
            {capital(MARK_WORDS[name])} {help && <Key name={key} />}
          </button>
        ))}
        <button type="button" disabled={!isOne} onClick={accept}>
          Accept… {help && <Key name="w" />}
        </button>
        {explain && (
          <button type="button" disabled={!isOne} onClick={explain}>
            Why {help && <Key name="e" />}
          </button>
        )}
        <input
          type="text"
          aria-label="Reason"
          placeholder="Reason (optional)"
          maxLength={1_000}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        {help && (
          <button type="button" class="quiet" aria-label="All keys" onClick={help}>
            ?
          </button>
        )}
      </div>
    </section>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The key that does the same; not for screen readers, which use such keys themselves. */
function Key({ name }: { readonly name: string }) {
  return (
    <span aria-hidden="true">
      <kbd>{name}</kbd>
    </span>
  );
}
