// The command that shows or does the same, to be copied.
import { CopyButton } from './copy-button.tsx';

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
  const line = shellLine(words);
  return (
    <p class="command">
      <span class="soft">{label}</span> <code>{line}</code>
      <CopyButton text={line} what="the command" />
    </p>
  );
}
