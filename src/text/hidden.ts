// Defines the invisible and misleading characters that no output may show, for every kind of output.

/**
 * Control characters, invisible formatting characters (soft hyphens, joiners, marks that change the direction of
 * writing, tags), line and paragraph separators, halves of surrogate pairs, and all others that Unicode lets a
 * renderer ignore.
 */
export const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A character as its code point, for people: `\u001b`, `\u{e0041}`. */
export function byNumber(character: string): string {
  const hex = character.codePointAt(0)!.toString(16).padStart(4, '0');
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex}`;
}
