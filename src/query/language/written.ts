// Reads conditions as people write them on one line: FIELD=VALUE, also with !=, >= or <=.
import { SundialError } from '../../domain/errors.js';
import type { Query } from './query.js';

/**
 * Adds a condition to those of a query. A second condition on a field has to be met as well, unless its operator says
 * otherwise.
 *
 * @throws SundialError `usage`
 */
export function addCondition(query: Record<string, string[]>, condition: string): void {
  const [field, value] = readCondition(condition);
  const earlier = query[field];
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
