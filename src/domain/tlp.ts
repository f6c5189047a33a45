// The levels of the Traffic Light Protocol 2.0 (FIRST), from the least to the most confidential.

export const TLP = ['clear', 'green', 'amber', 'amber+strict', 'red'] as const;
export type Tlp = (typeof TLP)[number];

/** The column of a report that marks its row, such as `TLP:AMBER`. */
export const TLP_COLUMN = 'tlp';

/** As options have them: upper case, and `none`. */
export const TLP_CHOICES = ['none', ...TLP.map((level) => level.toUpperCase())];

/** Other spellings of {@link TLP_CHOICES}: with the prefix, in lower case, and the name of clear in TLP 1. */
export const TLP_SYNONYMS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...TLP.map((level): [string, string] => [level, level.toUpperCase()]),
    ['white', 'CLEAR'] as const,
  ].flatMap(([level, choice]) =>
    [level, level.toUpperCase(), `tlp:${level}`, `TLP:${level.toUpperCase()}`].map((text) => [text, choice]),
  ),
);

/** The level of a choice; undefined for `none`. */
export function tlpOf(choice: string): Tlp | undefined {
  return TLP.find((level) => level.toUpperCase() === choice);
}

/**
 * The level in a text as reports write it: with or without its prefix, in any case, `white` for clear, and a blank or `-`
 * instead of `+`. A text that is no level counts as the most confidential one.
 *
 * @returns undefined for an empty text
 */
export function readTlp(text: string): Tlp | undefined {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/^tlp:? */, '');
  if (word === '') return undefined;
  if (word === 'white') return 'clear';
  return TLP.find((level) => level === word.replace(/^amber[ -]/, 'amber+')) ?? 'red';
}

/** The most confidential of some levels; undefined without any. */
export function highestTlp(levels: readonly (Tlp | undefined)[]): Tlp | undefined {
  return TLP.findLast((level) => levels.includes(level));
}

/** Whether a level is within a limit; events without a level are within every limit. */
export function isWithinTlp(level: Tlp | undefined, most: Tlp | undefined): boolean {
  return level === undefined || most === undefined || TLP.indexOf(level) <= TLP.indexOf(most);
}

/** The least confidential of some levels; undefined without any. */
export function lowestTlp(levels: readonly (Tlp | undefined)[]): Tlp | undefined {
  return TLP.find((level) => levels.includes(level));
}

/** A limit on the events that may be read. */
export interface TlpLimit {
  /** The highest level. */
  readonly most: Tlp;
  /** The level of events whose report has none; undefined = they are within every limit. */
  readonly unmarked: Tlp | undefined;
}
