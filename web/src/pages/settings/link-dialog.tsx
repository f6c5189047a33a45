// Shows a link with which a user chooses a password; it is known only now.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../data/request.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { instant } from '../../words/en.ts';

export type UserLink = AnswerOf<'inviteUser'>;

export function LinkDialog({
  link: { user, link },
  close,
}: {
  readonly link: UserLink;
  readonly close: () => void;
}) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    setCopied(true);
  };
  return (
    <Dialog title={`The link for ${user.name}`} close={close}>
      <p>
        Give it to {user.name} in a way that nobody else reads. It works once
        {user.link_expires !== null && `, until ${instant(user.link_expires)}`}, and is not shown again.
      </p>
      <label class="field">
        <span>Link</span>
        <input readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
      </label>
      {/* Browsers offer the clipboard over TLS and on this machine only. */}
      {navigator.clipboard && (
        <div class="buttons">
          <button type="button" class="main" onClick={() => void copy()}>
            Copy
          </button>
          <span role="status">{isCopied && 'copied'}</span>
        </div>
      )}
    </Dialog>
  );
}
