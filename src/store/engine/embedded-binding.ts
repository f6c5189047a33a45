// Binds values to a statement of the embedded engine by SET, since its own way lets one such statement run at a time.
import { literal, type Parameters } from './engine.js';

/**
 * A statement with its values before it. chDB's own binding keeps every statement that has values waiting for all
 * others that do, on whatever connection (ADR 5); a connection's SET concerns no other connection. It stays with the
 * connection until the next one, so a connection may work for one caller at a time only.
 */
export function withValues(sql: string, parameters: Parameters): string {
  const values = Object.entries(parameters);
  if (values.length === 0) return sql;
  const settings = values.map(([name, value]) => `param_${named(name)} = ${literal(escaped(value))}`);
  return `SET ${settings.join(', ')}; ${sql}`;
}

/** Names are ours; this one becomes a part of the statement. */
function named(name: string): string {
  if (/^\w+$/.test(name)) return name;
  throw new Error(`"${name}" cannot name a value`);
}

/** A value in the form in which the engine reads it by its declared type: a text has no quotes there. */
function escaped(value: unknown): string {
  return typeof value === 'string' ? escapedText(value) : nested(value);
}

/** A value as it stands within an array. */
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
