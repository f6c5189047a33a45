// Writes the name of a result's column into a statement.

/**
 * A name as a quoted identifier. Values are bound, but the engine takes a bound name as the client escaped it: a
 * backslash would come out doubled.
 */
export function identifier(name: string): string {
  const escaped = name.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('\0', '\\0');
  return `\`${escaped}\``;
}
