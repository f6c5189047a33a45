// Describes errors as failures of a source or job, for the log, health and the record of a run.
import { errorClass, type SundialError } from './errors.js';
import type { Failure } from './service-status.js';

/**
 * A failure of a source or job.
 *
 * @param source its name, such as `api` or `pipeline`
 * @param fatal whether nothing could be read from it
 */
export function failureOf(source: string, { code, message }: SundialError, fatal = false): Failure {
  return { source, class: errorClass(code) ?? 'other', code, message, fatal };
}
