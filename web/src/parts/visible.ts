// Shows characters that are invisible or that turn what is around them, as their codes.

/** As the server shows the values of reports: `a\u202eb`. */
export const visible = (text: string): string =>
  text.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
