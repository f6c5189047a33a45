// Values of an answer in the form of the contract: legible texts, and times.
import { printable } from '../../text/index.js';

/** An ISO time from unix seconds. */
export const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** Shows invisible characters, which could turn or hide what is around them. */
export function legible<Value>(value: Value): Value {
  if (typeof value === 'string') return printable(value) as Value;
  if (Array.isArray(value)) return value.map(legible) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, legible(each)])) as Value;
}
