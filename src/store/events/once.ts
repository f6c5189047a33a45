// The SQL that uses the value of an expression several times and has the expression once.

/**
 * SQL over an expression that it uses several times. The expression is written once, because the engine takes longer to
 * analyse long repeated expressions than to read the rows of a page.
 */
export function once(expression: string, sql: (name: string) => string): string {
  if (/^[\w.]+$/.test(expression)) return sql(expression);
  return `arrayMap(named -> ${sql('named')}, [${expression}])[1]`;
}
