// Quotes the name of a result column for a statement.

/**
 * A name as a quoted identifier. Values are bound, but the engine does not unescape a bound name, so a backslash would
 * be doubled.
 */
export function identifier(name: string): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('\0', '\\0');
  return `\`${escaped}\``;
}
