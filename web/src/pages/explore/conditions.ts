// Conditions as people write them: FIELD=VALUE, also with !=, >= or <=; and several of them in one line.

/** A condition in its parts. */
export interface Condition {
  readonly field: string;
  readonly operator: '=' | '!=' | '>=' | '<=';
  readonly value: string;
}

const CONDITION = /^([^=<>!]+)(!=|>=|<=|=)(.*)$/s;

/** Undefined for a text without an operator. */
export function readCondition(text: string): Condition | undefined {
  const [, field, operator, value] = CONDITION.exec(text) ?? [];
  if (field === undefined) return undefined;
  return { field: field.trim(), operator: operator as Condition['operator'], value: value! };
}

/** The field of text searches. */
const SEARCH = 'text';

/** A word without an operator is searched for in all texts, whatever characters it has. */
export const asCondition = (word: string): string =>
  readCondition(word) === undefined ? `${SEARCH}==${word}` : word;

/** Whether a line would look through all texts, which takes long. */
export const searches = (line: string): boolean =>
  splitLine(line).some((word) => (readCondition(word)?.field ?? SEARCH) === SEARCH);

/** Words between spaces; a double quote holds spaces together, and is doubled inside. */
const WORD = /(?:"(?:[^"]|"")*"?|[^\s"])+/g;

/** The words of a line, without the quotes around their parts. */
export function splitLine(line: string): string[] {
  return [...line.matchAll(WORD)].map(([word]) =>
    word.replace(/"((?:[^"]|"")*)"?/g, (_, quoted: string) => quoted.replaceAll('""', '"')),
  );
}

/** The line whose words these are. */
export const joinLine = (words: readonly string[]): string =>
  words
    .map((word) => (word === '' || /[\s"]/.test(word) ? `"${word.replaceAll('"', '""')}"` : word))
    .join(' ');

/** The same condition for all events that do not meet it; undefined for those with an order. */
export function opposite(text: string): string | undefined {
  const condition = readCondition(text);
  if (!condition) return undefined;
  const { field, operator, value } = condition;
  if (operator === '=') return `${field}!=${value.replace(/^\|/, '')}`;
  return operator === '!=' ? `${field}=${value}` : undefined;
}

/** How a value of a facet is chosen. */
export type Choice = 'include' | 'exclude' | 'only';

/**
 * Conditions with another value of a field.
 *
 * @param chosen selects the events of the value: `FIELD=VALUE`
 */
export function choose(where: readonly string[], chosen: string, choice: Choice): string[] {
  const { field, value } = readCondition(chosen)!;
  const others = where.filter((each) => readCondition(each)?.field !== field);
  if (choice === 'only') return [...others, chosen];
  if (choice === 'exclude') return without(where, [chosen, `${field}=|${value}`], opposite(chosen)!);
  const isFirst = !where.some((each) => {
    const { field: other, operator } = readCondition(each) ?? {};
    return other === field && operator === '=';
  });
  return without(where, [opposite(chosen)!], isFirst ? chosen : `${field}=|${value}`);
}

const without = (where: readonly string[], removed: readonly string[], added: string): string[] => [
  ...where.filter((each) => !removed.includes(each) && each !== added),
  added,
];

/** Whether one of the conditions is that a value is chosen or excluded. */
export function isChosen(
  where: readonly string[],
  condition: string,
  choice: 'include' | 'exclude',
): boolean {
  const { field, value } = readCondition(condition)!;
  if (choice === 'exclude') return where.includes(`${field}!=${value}`);
  return where.includes(condition) || where.includes(`${field}=|${value}`);
}
