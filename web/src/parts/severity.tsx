// How bad something is, as a word, a shape and a colour.

/** A shape beside the word, so that severity does not depend on colour. */
const SHAPES: Readonly<Record<string, string>> = {
  critical: '◆',
  high: '▲',
  medium: '●',
  low: '○',
};

export function Severity({ severity }: { readonly severity: string }) {
  return (
    <span class={`severity is-${severity}`}>
      <span aria-hidden="true">{SHAPES[severity] ?? '·'}</span> {severity}
    </span>
  );
}
