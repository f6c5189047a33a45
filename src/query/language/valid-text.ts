// The SQL that turns cells with invalid UTF-8 into valid text.
import { once } from '../../store/index.js';

/**
 * Valid UTF-8 stays unchanged. In other text, backslashes are doubled and each byte that is not ASCII becomes an escape
 * such as `\xE9`, because JSON cannot hold the bytes and the usual replacement character would lose them.
 */
export function validText(text: string): string {
  return once(text, (name) => `if(isValidUTF8(${name}), ${name}, ${escapedBytes(name)})`);
}

/** The same for each text of an array. */
export function validTexts(texts: string): string {
  return `arrayMap(word -> ${validText('word')}, ${texts})`;
}

/** The same for each text of a map. */
export function validMap(cells: string): string {
  return `mapApply((name, cell) -> (name, ${validText('cell')}), ${cells})`;
}

/** The bytes that are not ASCII are those that a URL writes as `%80` to `%FF`. */
function escapedBytes(text: string): string {
  const encoded = `encodeURLComponent(replaceAll(${text}, '\\\\', '\\\\\\\\'))`;
  return `decodeURLComponent(replaceRegexpAll(${encoded}, '%([89A-F])', '%5Cx\\\\1'))`;
}
