// What a check of `sundial doctor` hands back, and how one that fails itself is reported.
import { asSundialError } from '../domain/errors.js';

export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'problem';
  /** What was found. */
  readonly found: string;
  /** What to do; empty where there is nothing to do. */
  readonly advice: string;
}

/** What a check found, before it gets its name. */
export type Finding = Omit<Check, 'name'>;

export const ok = (found: string): Finding => ({ status: 'ok', found, advice: '' });
export const warning = (found: string, advice: string): Finding => ({ status: 'warning', found, advice });
export const problem = (found: string, advice = ''): Finding => ({ status: 'problem', found, advice });

/** Runs one check. Whatever it throws is its finding, so that the others still run. */
export async function check(name: string, work: () => Finding | Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await work()) };
  } catch (thrown) {
    // Messages of the errors table say themselves what to do.
    return { name, ...problem(asSundialError(thrown).message) };
  }
}
