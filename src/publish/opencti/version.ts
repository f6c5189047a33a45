// Decides which version of a report is sent: another content is newer than what was sent, whatever the reports' times say.
import { hash } from 'node:crypto';
import type { SliceReport } from '../output.js';

/** A version that was sent. */
export interface SentVersion {
  /** Its objects' `modified`. */
  readonly at: string;
  /** From which reports and settings its objects were made. */
  readonly of: string;
}

/**
 * The version to send. What is sent again without a later time keeps its version. A re-issue by another way may have an
 * older time, such as that of the publisher after a mail that was loaded late.
 *
 * @param at the time of the newest report
 */
export function versionToSend(earlier: SentVersion | undefined, { at, of }: SentVersion): SentVersion {
  if (earlier === undefined || Date.parse(at) > Date.parse(earlier.at)) return { at, of };
  return earlier.of === of ? earlier : { at: new Date(Date.parse(earlier.at) + 1).toISOString(), of };
}

/** @param settings that decide which rows are sent, and how */
export function contentOf(reports: readonly SliceReport[], settings: unknown): string {
  const files = reports.map(({ notice: { list, sha256 } }) => [list, sha256]).toSorted();
  return hash('sha256', JSON.stringify([files, settings]), 'hex');
}
