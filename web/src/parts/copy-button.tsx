// A button that copies a text, and says that it did.
import { useState } from 'preact/hooks';

interface CopyButtonProps {
  readonly text: string;
  /** What the text is, for people who do not see what is beside the button. */
  readonly what: string;
}

export function CopyButton({ text, what }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <>
      {/* Browsers offer the clipboard over TLS and on this machine only. */}
      {navigator.clipboard && (
        <button type="button" class="small" onClick={() => void copy()}>
          Copy<span class="unseen"> {what}</span>
        </button>
      )}
      <span role="status">{isCopied && <span class="soft">copied</span>}</span>
    </>
  );
}
