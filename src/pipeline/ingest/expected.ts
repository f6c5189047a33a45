// Compares a received report with the publisher's announcement in its message.
import { unixSeconds } from '../../domain/clock.js';
import type { Delivery, Expected } from '../../domain/delivery.js';
import type { StatedRows } from '../../domain/listing.js';
import type { ReportIdentity } from '../../domain/report.js';

/**
 * Notices about a report that differs from its announcement. Rows are compared as counted (decisions.md#row-counts).
 * The announced size may be that of the compressed report, so only a smaller report is certainly wrong.
 */
export function differences(expected: Expected | undefined, rows: number, bytes: number): string[] {
  if (!expected) return [];
  const notices = [];
  const shown = `${rows} ${rows === 1 ? 'row' : 'rows'}`;
  if (rows !== expected.rows) notices.push(`has ${shown}, but its message announces ${expected.rows}`);
  if (bytes < expected.leastBytes)
    notices.push(`has ${bytes} bytes, but its message announces at least ${Math.round(expected.leastBytes)}`);
  return notices;
}

/** The announced number of rows as a statement, to be stored like those of the publisher's statistics. */
export function statementOf(delivery: Delivery, report: ReportIdentity): StatedRows | undefined {
  if (!delivery.expected) return undefined;
  return {
    report_date: report.date,
    list: report.list,
    report_type: report.type,
    source: 'mail',
    rows: delivery.expected.rows,
    stated_at: unixSeconds(delivery.publishedAt ?? delivery.deliveredAt),
  };
}
