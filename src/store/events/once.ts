// SQL that uses the value of an expression several times but contains the expression only once.

/**
 * SQL that uses the value of an expression several times. The SQL contains the expression once, because the engine takes
 * longer to analyse long repeated expressions than to read the rows of a page.
 */
export function once(expression: string, sql: (name: string) => string): string {
  if (/^[\w.]+$/.test(expression)) return sql(expression);
  return `arrayMap(named -> ${sql('named')}, [${expression}])[1]`;
}
