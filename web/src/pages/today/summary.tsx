// The day in one line, of which each part leads to its findings.
import type { AnswerOf } from '../../data/request.ts';
import { count, PARTS } from '../../words/en.ts';

/** In the order of the line. */
const SHOWN = ['handle', 'reopened', 'unknown', 'recent', 'whitelisted', 'resolved'] as const;

export function Summary({ day }: { readonly day: AnswerOf<'day'> }) {
  return (
    <ul class="summary" aria-label="The day in numbers">
      {SHOWN.map((part) => (
        <li key={part} class={`is-${part}`}>
          <a href={`#${part}`} onClick={() => unfold(part)}>
            <strong>{count(day[part].total)}</strong> {PARTS[part].short}
          </a>
        </li>
      ))}
      {day.counts.not_ours > 0 && (
        <li>
          <span class="part">
            <strong>{count(day.counts.not_ours)}</strong> not ours
          </span>
        </li>
      )}
    </ul>
  );
}

/** A folded part has to be open before the browser goes there. */
function unfold(part: string): void {
  const element = document.getElementById(part);
  if (element instanceof HTMLDetailsElement) element.open = true;
}
