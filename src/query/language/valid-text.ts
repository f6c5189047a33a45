// The SQL of text that a reader of UTF-8 can take, for cells whose bytes are something else.

/**
 * A text as it is, or, where its bytes are not UTF-8, with a backslash doubled and each byte that is not ASCII as `\xE9`:
 * JSON can hold no other bytes, and the usual replacement character would lose them.
 */
export function validText(text: string): string {
  return `if(isValidUTF8(${text}), ${text}, ${escapedBytes(text)})`;
}

/** The same for each text of an array. */
export function validTexts(texts: string): string {
  return `arrayMap(word -> ${validText('word')}, ${texts})`;
}

function escapedBytes(text: string): string {
  const byte = `substring(${text}, place, 1)`;
  return `arrayStringConcat(arrayMap(place -> multiIf(reinterpretAsUInt8(${byte}) >= 128, concat('\\\\x', hex(${byte})), ${byte} = '\\\\', '\\\\\\\\', ${byte}), range(1, length(${text}) + 1)))`;
}
