// The SQL that turns cells with invalid UTF-8 into valid text.

/**
 * Valid UTF-8 stays unchanged. In other text, backslashes are doubled and each byte that is not ASCII becomes an escape
 * such as `\xE9`, because JSON cannot hold the bytes and the usual replacement character would lose them.
 */
export function validText(text: string): string {
  return named(text, (name) => `if(isValidUTF8(${name}), ${name}, ${escapedBytes(name)})`);
}

/**
 * SQL over an expression that it uses several times. The expression is written once, because the engine takes longer to
 * analyse long repeated expressions than to read the rows of a page.
 */
export function named(expression: string, sql: (name: string) => string): string {
  if (/^[\w.]+$/.test(expression)) return sql(expression);
  return `arrayMap(named -> ${sql('named')}, [${expression}])[1]`;
}

/** The same for each text of an array. */
export function validTexts(texts: string): string {
  return `arrayMap(word -> ${validText('word')}, ${texts})`;
}

function escapedBytes(text: string): string {
  const byte = `substring(${text}, place, 1)`;
  return `arrayStringConcat(arrayMap(place -> multiIf(reinterpretAsUInt8(${byte}) >= 128, concat('\\\\x', hex(${byte})), ${byte} = '\\\\', '\\\\\\\\', ${byte}), range(1, length(${text}) + 1)))`;
}
