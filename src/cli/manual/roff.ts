// Writes text and macros in roff, the language of manual pages.

/** Text in which nothing is taken for roff: neither a backslash nor a line that begins like a macro. */
export const plain = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');

/** A macro with its arguments, such as `.SH "EXIT STATUS"`. */
export const macro = (name: string, ...given: readonly string[]): string =>
  [`.${name}`, ...given.map((text) => `"${plain(text).replaceAll('"', '\\(dq')}"`)].join(' ');

/** An entry of a list: a term in bold type and, indented below it, what the term means. */
export const entry = (term: string, meaning: string): string =>
  [macro('TP'), macro('B', term), plain(meaning)].join('\n');
