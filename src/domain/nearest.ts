// Finds the known word that a mistyped word was probably meant to be.

/** Ignores hyphens, underscores and case, in which people often vary a name. */
const plain = (word: string): string => word.toLowerCase().replaceAll('-', '_');

/** Maximum number of edits of a typing error: a third of the longer word, and at least one. */
const tolerated = (a: string, b: string): number => Math.max(1, Math.floor(Math.max(a.length, b.length) / 3));

/** Edit distance in which swapping two neighbouring letters is one edit (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(replaced, last[j]! + 1, row[j - 1]! + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, beforeLast[j - 2]! + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/**
 * The candidate with the fewest edits from `word`, or undefined if none is close enough for a typing error. The first of
 * equally close candidates wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const asked = plain(word);
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const known = plain(candidate);
    const allowed = tolerated(asked, known);
    // The difference in length is a lower bound, which also rejects very long words quickly.
    if (Math.abs(asked.length - known.length) > allowed) continue;
    const edits = distance(asked, known);
    if (edits <= allowed && edits < (best?.edits ?? Number.POSITIVE_INFINITY)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** ` (did you mean "data_dir"?)`, or nothing: fills `{nearest}` in the messages of the errors table. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates);
  return found === undefined ? '' : ` (did you mean "${found}"?)`;
}
