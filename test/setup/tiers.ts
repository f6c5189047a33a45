// The tiers of the tests, from fast to slow: a test file's name says to which tier it belongs.

/** What a test may do besides running code: open the embedded engine, or start other processes. */
export interface Tier {
  readonly name: string;
  /** The suffix of its files' names. */
  readonly suffix: string;
  readonly opensEngine: boolean;
  readonly startsProcesses: boolean;
}

export const TIERS: readonly Tier[] = [
  { name: 'quick', suffix: '.test.ts', opensEngine: false, startsProcesses: false },
  { name: 'store', suffix: '.store.test.ts', opensEngine: true, startsProcesses: false },
  { name: 'process', suffix: '.process.test.ts', opensEngine: true, startsProcesses: true },
  { name: 'crash', suffix: '.crash.test.ts', opensEngine: true, startsProcesses: true },
];

/** The tier of a test file: the one with the longest matching suffix. */
export function tierOf(file: string): Tier | undefined {
  const matching = TIERS.filter(({ suffix }) => file.endsWith(suffix));
  return matching.sort((a, b) => b.suffix.length - a.suffix.length)[0];
}
