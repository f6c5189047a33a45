// The command that shows or does the same, to be copied.
import { useState } from 'preact/hooks';

/** The words of a command as a line for a shell. */
function shellLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

interface CommandProps {
  readonly words: readonly string[];
  readonly label?: string;
}

export function Command({ words, label = 'The same as' }: CommandProps) {
  const [isCopied, setCopied] = useState(false);
  const line = shellLine(words);
  const copy = async () => {
    await navigator.clipboard.writeText(line);
    setCopied(true);
  };
  return (
    <p class="command">
      <span class="soft">{label}</span> <code>{line}</code>
      {/* Browsers offer the clipboard over TLS and on this machine only. */}
      {navigator.clipboard && (
        <button type="button" class="small" onClick={() => void copy()}>
          Copy<span class="unseen"> the command</span>
        </button>
      )}
      <span role="status">{isCopied && <span class="soft">copied</span>}</span>
    </p>
  );
}
