// Writes text and macros in roff, the language of manual pages.

/** Text without any special meaning in roff: backslashes and lines that begin like macros are escaped. */
export const plain = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');

/** A macro with its arguments, such as `.SH "EXIT STATUS"`. */
export const macro = (name: string, ...given: readonly string[]): string =>
  [`.${name}`, ...given.map((text) => `"${plain(text).replaceAll('"', '\\(dq')}"`)].join(' ');

/** An entry of a list: a term in bold type and, indented below it, its description. */
export const entry = (term: string, meaning: string): string =>
  [macro('TP'), macro('B', term), plain(meaning)].join('\n');
