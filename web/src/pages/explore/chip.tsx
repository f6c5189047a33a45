// A condition that can be edited in its place, turned into its opposite, or removed.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { visible } from '../../parts/visible.ts';
import { asCondition, opposite } from './conditions.ts';

interface ChipProps {
  readonly condition: string;
  /** Whether the server refuses it. */
  readonly isWrong: boolean;
  /** Puts other conditions in its place, or none. */
  readonly change: (...conditions: readonly string[]) => void;
}

export function Chip({ condition, isWrong, change }: ChipProps) {
  const [isEdited, setEdited] = useState(false);
  const other = opposite(condition);
  const shown = visible(condition);
  if (isEdited)
    return (
      <li class="chip">
        <Editor
          condition={condition}
          end={(text) => {
            setEdited(false);
            if (text !== undefined && text !== condition) change(...(text === '' ? [] : [asCondition(text)]));
          }}
        />
      </li>
    );
  return (
    <li class={isWrong ? 'chip is-wrong' : 'chip'}>
      <button
        type="button"
        class="chip-text"
        aria-invalid={isWrong}
        title="Edit"
        onClick={() => setEdited(true)}
      >
        <code>
          <bdi>{shown}</bdi>
        </code>
      </button>
      {other !== undefined && (
        <button type="button" class="chip-part" aria-label={`Not ${shown}`} onClick={() => change(other)}>
          not
        </button>
      )}
      <button type="button" class="chip-part" aria-label={`Remove ${shown}`} onClick={() => change()}>
        ×
      </button>
    </li>
  );
}

interface EditorProps {
  readonly condition: string;
  /** @param text undefined = as it was */
  readonly end: (text?: string) => void;
}

function Editor({ condition, end }: EditorProps) {
  const field = useRef<HTMLInputElement>(null);
  // At once, so that no key is lost.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  return (
    <input
      ref={field}
      class="chip-editor"
      aria-label={`Edit ${condition}`}
      defaultValue={condition}
      size={Math.min(60, Math.max(12, condition.length))}
      spellcheck={false}
      onKeyDown={(event) => {
        if (event.key === 'Enter') end(event.currentTarget.value.trim());
        if (event.key === 'Escape') end();
      }}
      onBlur={(event) => end(event.currentTarget.value.trim())}
    />
  );
}
