// Binds values to a statement of the embedded engine with SET, because chDB's own binding runs one such statement at a time.
import { literal, type Parameters } from './engine.js';

/** The comment by which a running statement is found, to stop it (cancel.ts). */
const MARK = /\/\* ([\w-]+) \*\//;

/**
 * Puts a SET with the values before a statement. With chDB's own binding, statements with values wait for each other
 * across all connections (ADR 5), whereas SET affects only its own connection. The values stay set until the next SET,
 * so a connection must serve only one caller at a time.
 * The engine drops comments from statements with values, so the statement's mark is set as its `log_comment`.
 */
export function withValues(sql: string, parameters: Parameters): string {
  const values = Object.entries(parameters);
  if (values.length === 0) return sql;
  const mark = MARK.exec(sql)?.[1] ?? '';
  const settings = values.map(([name, value]) => `param_${named(name)} = ${literal(escaped(value))}`);
  return `SET ${[...settings, `log_comment = ${literal(mark)}`].join(', ')}; ${sql}`;
}

/** Checks a value's name, because the name becomes part of the statement. */
function named(name: string): string {
  if (/^\w+$/.test(name)) return name;
  throw new Error(`"${name}" cannot name a value`);
}

/** A value in the form that the engine parses by the declared type: top-level text has no quotes. */
function escaped(value: unknown): string {
  return typeof value === 'string' ? escapedText(value) : nested(value);
}

/** A value in the form of an array element. */
function nested(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `'${escapedText(value).replaceAll("'", "\\'")}'`;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      if (Array.isArray(value)) return `[${value.map(nested).join(',')}]`;
      throw new Error(`a value of type ${typeof value} cannot be bound`);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
};

function escapedText(text: string): string {
  return text.replaceAll(/[\\\t\n\r\0]/g, (character) => ESCAPES[character]!);
}
