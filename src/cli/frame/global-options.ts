// The options of the whole program, which every command gets in addition to its own.

/**
 * The options in commander's form. A command declares a type for its own options, and names it when binding its
 * action; options without a value are missing if they were not given.
 */
export interface GlobalOptions {
  readonly config?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
  /** Seconds; false for `--no-wait`, and true if neither was given. */
  readonly wait?: string | boolean;
}
