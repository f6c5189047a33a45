// Converts bytes to text without losing those that are not UTF-8, by the rule that exports follow as well.
import { isUtf8 } from 'node:buffer';

/**
 * The text of bytes in UTF-8. In all other bytes, backslashes are doubled and each byte outside of ASCII becomes an
 * escape such as `\xE9`, so that column names that differ in such a byte stay distinct.
 */
export function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return [...bytes].map(escapedByte).join('');
}

function escapedByte(byte: number): string {
  if (byte >= 0x80) return `\\x${byte.toString(16).toUpperCase()}`;
  const character = String.fromCharCode(byte);
  return character === '\\' ? '\\\\' : character;
}
