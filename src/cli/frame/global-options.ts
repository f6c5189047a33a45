// The options of the whole program, which every command gets beside its own.

/**
 * As commander hands them over. A command with options of its own declares a type beside them, and names it where it
 * binds its action; options without a value are left out where they were not given.
 */
export interface GlobalOptions {
  readonly config?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
  /** Seconds; false for `--no-wait`, and true where neither was given. */
  readonly wait?: string | boolean;
}
