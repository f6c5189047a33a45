// What an action has just done or could not do, with a way back. It stays until the next one, or until it is closed.
import { signal } from '@preact/signals';

export interface Notice {
  readonly text: string;
  readonly isProblem?: boolean;
  /** What a person may do about it. */
  readonly action?: { readonly title: string; readonly run: () => void };
}

export const notice = signal<Notice | undefined>(undefined);

export function NoticeBar() {
  const shown = notice.value;
  return (
    <>
      {/* Both are always there, because screen readers read only what changes in a part that they know. */}
      <div role="status">{shown && !shown.isProblem && <Shown {...shown} />}</div>
      <div role="alert">{shown?.isProblem && <Shown {...shown} />}</div>
    </>
  );
}

function Shown({ text, isProblem, action }: Notice) {
  return (
    <div class={isProblem ? 'notice is-problem' : 'notice'}>
      <span>{text}</span>
      {action && (
        <button type="button" onClick={action.run}>
          {action.title}
        </button>
      )}
      <button
        type="button"
        class="quiet"
        aria-label="Close this notice"
        onClick={() => {
          notice.value = undefined;
        }}
      >
        ×
      </button>
    </div>
  );
}
