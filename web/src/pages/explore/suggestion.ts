// What a refusal says about the conditions of a view: which one is wrong, and what was meant.
import { readCondition } from './conditions.ts';

/** Whether a refusal is about a condition: it names the field first, or quotes the field or the value. */
export function isBlamed(text: string, message: string): boolean {
  const { field, value } = readCondition(text) ?? { field: text, value: '' };
  const operand = value.replace(/^[|&!<>=-]+/, '');
  return (
    message.startsWith(`${field}: `) ||
    message.includes(`"${field}"`) ||
    (operand !== '' && message.includes(`"${operand}"`))
  );
}

/** Conditions with the word that the server proposes in place of the wrong one; undefined without a proposal. */
export function corrected(where: readonly string[], message: string): string[] | undefined {
  const [, meant] = /did you mean "([^"]+)"/.exec(message) ?? [];
  const wrong = [...message.matchAll(/"([^"]*)"/g)].map(([, word]) => word!).find((word) => word !== meant);
  if (meant === undefined || wrong === undefined) return undefined;
  const at = where.findIndex((text) => isBlamed(text, message) && text.includes(wrong));
  return at < 0
    ? undefined
    : where.with(
        at,
        where[at]!.replace(wrong, () => meant),
      );
}
