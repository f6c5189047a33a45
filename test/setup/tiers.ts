// The tiers of the tests, from fast to slow: a test file's name says to which tier it belongs.

export interface Tier {
  readonly name: string;
  /** The suffix of its files' names. */
  readonly suffix: string;
  /** Whether its tests may start other processes. */
  readonly startsProcesses: boolean;
}

export const TIERS: readonly Tier[] = [
  { name: 'quick', suffix: '.test.ts', startsProcesses: false },
  { name: 'store', suffix: '.store.test.ts', startsProcesses: false },
  { name: 'process', suffix: '.process.test.ts', startsProcesses: true },
  { name: 'crash', suffix: '.crash.test.ts', startsProcesses: true },
];

/** The tier of a test file: the one with the longest matching suffix. */
export function tierOf(file: string): Tier | undefined {
  const matching = TIERS.filter(({ suffix }) => file.endsWith(suffix));
  return matching.sort((a, b) => b.suffix.length - a.suffix.length)[0];
}
