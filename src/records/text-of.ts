// Makes text of bytes without losing those that are not UTF-8, by the rule that exports follow as well.
import { isUtf8 } from 'node:buffer';

/**
 * The text of bytes that are UTF-8; of others the same with a backslash doubled and each byte that is not ASCII as
 * `\xE9`, so that two names of columns that differ in such a byte stay two names.
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
