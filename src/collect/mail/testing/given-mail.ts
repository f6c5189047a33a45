// The messages that mailboxes of tests hold, and the keys of an entry that takes them.
import { CSV, reportMail, zipped } from '../../testing/mail-writer.js';

/** Whose messages are reports: those that the mail writer makes. */
export const MAIL_RULES = {
  senders: ['@example.com'],
  list_domains: ['lists.example.com'],
  signers: ['example.com'],
} as const;

/** A message with a report of its own for each number. */
export function numberedMail(number: number): Buffer {
  return reportMail(number, [zipped(CSV, `2026-01-15-scan_ssl-list${number}.csv`)]);
}
