// Compares what arrived with what the publisher said of it when it was sent.
import { unixSeconds } from '../../domain/clock.js';
import type { Delivery, Expected } from '../../domain/delivery.js';
import type { StatedRows } from '../../domain/listing.js';
import type { ReportIdentity } from '../../domain/report.js';

/**
 * What to tell of a report that is not what was announced. Rows are compared as they were counted
 * (decisions.md#row-counts). The announced size may be that of the packed report, so that only a smaller one is
 * surely wrong.
 */
export function differences(expected: Expected | undefined, rows: number, bytes: number): string[] {
  if (!expected) return [];
  const notices = [];
  if (rows !== expected.rows) notices.push(`holds ${rows} rows where its message announces ${expected.rows}`);
  if (bytes < expected.leastBytes)
    notices.push(
      `has ${bytes} bytes where its message announces at least ${Math.round(expected.leastBytes)}`,
    );
  return notices;
}

/** What is kept of it, beside what the publisher's statistics say. */
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
