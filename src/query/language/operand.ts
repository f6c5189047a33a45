// Splits a value into its operator and its operand: `|a`, `&a`, `!a`, `>=5`, `=literal`.

/** `any`: one of these has to match; `all`: each of these has to; `not`: none of these may. */
export type Role = 'any' | 'all' | 'not';

export interface Operand {
  readonly role: Role;
  /** `is` for equality, wildcards and ranges. */
  readonly compare: 'is' | '>=' | '<=';
  readonly text: string;
  /** Whether `*`, `?` and `:` have no special meaning. */
  readonly literal: boolean;
}

const ROLES: Readonly<Record<string, Role>> = { '|': 'any', '&': 'all', '!': 'not', '-': 'not' };
/** Relative days begin with a minus that is not an operator. */
const RELATIVE_DAYS = /^-\d+(:|$)/;

/**
 * Parses one value of a field. The operators are those of the Reports API ("|" any of, "!" or "-" not), and "&" (this
 * one as well), ">=", "<=" and "=" (the rest is literal).
 *
 * @param hasDays whether the field holds days, where `-3:now` is a range
 */
export function readOperand(value: string, hasDays: boolean): Operand {
  const isRole = value.charAt(0) in ROLES && !(hasDays && RELATIVE_DAYS.test(value));
  const role = isRole ? ROLES[value.charAt(0)]! : undefined;
  const rest = isRole ? value.slice(1) : value;
  const compare = rest.startsWith('>=') ? '>=' : rest.startsWith('<=') ? '<=' : 'is';
  const literal = compare === 'is' && rest.startsWith('=');
  const text = compare !== 'is' ? rest.slice(2) : literal ? rest.slice(1) : rest;
  // Bounds belong together: `>=5` and `<=9` mean both.
  return { role: role ?? (compare === 'is' ? 'any' : 'all'), compare, text, literal };
}
