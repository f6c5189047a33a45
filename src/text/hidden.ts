// Says which characters are not seen as what they are, for every kind of output.

/**
 * Control characters, formatting that is not seen (soft hyphens, joiners, marks that turn the direction of writing, tags),
 * line and paragraph separators, halves of surrogate pairs, and whatever else Unicode lets a renderer ignore.
 */
export const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** A character by its number, for people: `\u001b`, `\u{e0041}`. */
export function byNumber(character: string): string {
  const hex = character.codePointAt(0)!.toString(16).padStart(4, '0');
  return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex}`;
}
