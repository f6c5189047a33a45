// Breaks text into lines of a terminal.

/**
 * Lines of at most `width` characters, broken at spaces; a longer word is broken anywhere, so that nothing of it is
 * lost and nothing reaches over the edge.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((word) => pieces(word, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A word in pieces that fit; characters of two code units stay whole. */
function pieces(word: string, width: number): string[] {
  if (word.length <= width) return [word];
  return word.match(new RegExp(`.{1,${Math.max(1, width)}}`, 'gsu')) ?? [word];
}
