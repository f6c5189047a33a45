// The messages in the mailboxes of tests, and the keys of an entry that accepts them.
import { CSV, reportMail, zipped } from '../../testing/mail-writer.js';

/** The rules that accept the messages of the mail writer. */
export const MAIL_RULES = {
  senders: ['@example.com'],
  list_domains: ['lists.example.com'],
  signers: ['example.com'],
} as const;

/** A message with a different report for each number. */
export function numberedMail(number: number): Buffer {
  return reportMail(number, [zipped(CSV, `2026-01-15-scan_ssl-list${number}.csv`)]);
}
