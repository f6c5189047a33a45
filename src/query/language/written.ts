// Reads conditions as people write them on one line: FIELD=VALUE, also with !=, >= or <=.
import { parseAddress } from '../../domain/address.js';
import { SundialError } from '../../domain/errors.js';
import { SEVERITIES } from '../../domain/event-columns.js';
import type { Field, FieldKind } from './field.js';
import { FIELDS } from './fields.js';
import { readOperand } from './operand.js';
import type { Query } from './query.js';

/**
 * Adds a condition to those of a query. A second condition on a field has to be met as well, unless its operator says
 * otherwise.
 *
 * @throws SundialError `usage`, `field-unknown`
 */
export function addCondition(query: Record<string, string[]>, condition: string): void {
  const [field, value] = readCondition(condition);
  // Would be lost: it is no key of its own.
  if (field === '__proto__') throw new SundialError('field-unknown', { field, nearest: '' });
  const earlier = Object.hasOwn(query, field) ? query[field] : undefined;
  query[field] = earlier ? [...earlier, /^[|&!-]|^[<>]=/.test(value) ? value : `&${value}`] : [value];
}

/** A condition as one of several alternatives. @throws SundialError `usage` */
export function alternative(condition: string): Pick<Query, 'query'> {
  const [field, value] = readCondition(condition);
  return { query: { [field]: [value] } };
}

const CONDITION = /^([^=<>!]+)(!=|>=|<=|=)(.*)$/s;
const OPERATORS: Readonly<Record<string, string>> = { '!=': '!', '>=': '>=', '<=': '<=', '=': '' };

function readCondition(text: string): [field: string, value: string] {
  const match = CONDITION.exec(text);
  if (!match)
    throw new SundialError('usage', {
      problem: `"${text}" is not a condition. Expected FIELD=VALUE, such as port=443`,
    });
  return [match[1]!.trim(), OPERATORS[match[2]!] + match[3]!];
}

/** A query without its conditions on a field. */
export function withoutField(query: Query, field: string): Query {
  const { [field]: _, ...others } = query.query ?? {};
  return { ...query, query: others };
}

/** The values that a field has to have one of: those without another operator. */
export function askedValues(values: readonly string[] = []): string[] {
  return values
    .map((value) => readOperand(value, false))
    .filter(({ role, compare }) => role === 'any' && compare === 'is')
    .map(({ text }) => text);
}

/**
 * The condition that selects the events with a value of a field, as {@link addCondition} reads it. Undefined for values
 * that no condition selects, such as a port that is no number.
 *
 * @param value as a facet has it; empty = without a value
 */
export function conditionOf(field: string, value: string): string | undefined {
  if (/[=<>!]/.test(field)) return undefined;
  const kind = FIELDS.get(field)?.kind ?? 'text';
  if (value === '') return NEVER_EMPTY.has(kind) ? undefined : `${field}=`;
  if (!TYPED[kind]) return `${field}=${/^[|&!<>=-]|[*?:]/.test(value) ? '=' : ''}${value}`;
  return TYPED[kind](value) ? `${field}=${value}` : undefined;
}

const NEVER_EMPTY: ReadonlySet<FieldKind> = new Set(['date', 'type', 'list', 'search']);

/** Whether a text is a value, for kinds whose values have a form. */
const TYPED: Readonly<Partial<Record<Field['kind'], (value: string) => boolean>>> = {
  number: (value) => /^\d{1,10}$/.test(value),
  range: (value) => parseAddress(value) !== undefined,
  severity: (value) => (SEVERITIES as readonly string[]).includes(value),
  time: (value) => /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(value),
  date: () => true,
  type: () => true,
  subject: (value) => parseAddress(value) !== undefined || !/^[|&!<>=-]|[*?]/.test(value),
};
