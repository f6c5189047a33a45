// The result of a check of `sundial doctor`, and how an error in a check itself is reported.
import { asSundialError } from '../domain/errors.js';

export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'problem';
  /** The finding. */
  readonly found: string;
  /** Advice; empty if there is nothing to do. */
  readonly advice: string;
}

/** The result of a check before it gets its name. */
export type Finding = Omit<Check, 'name'>;

export const ok = (found: string): Finding => ({ status: 'ok', found, advice: '' });
export const warning = (found: string, advice: string): Finding => ({ status: 'warning', found, advice });
export const problem = (found: string, advice = ''): Finding => ({ status: 'problem', found, advice });

/** Runs one check. Any error that it throws becomes its result, so that the others still run. */
export async function check(name: string, work: () => Finding | Promise<Finding>): Promise<Check> {
  try {
    return { name, ...(await work()) };
  } catch (thrown) {
    // Messages from the table of errors already say what to do.
    return { name, ...problem(asSundialError(thrown).message) };
  }
}
