// Reports for tests: rows as events, in batches, with the facts of a report.
import type { ReportedEvent } from '../../reported-event.js';
import { StixReport } from '../report.js';
import {
  DEFAULT_STIX_OPTIONS,
  type StixBundle,
  type StixOptions,
  type StixReportFacts,
} from '../report-facts.js';
import { checkedObjects } from './validate.js';

export type Row = Readonly<Record<string, unknown>>;

export const FACTS: StixReportFacts = {
  ...{ type: 'scan_ssl', date: '2026-01-15', list: 'example-asn' },
  page: 'https://www.shadowserver.org/what-we-do/network-reporting/accessible-ssl-report/',
  versionAt: '2026-01-16T04:00:00.000Z',
};

/** Events of rows, in batches of `batch`. */
export function eventsOf(rows: readonly Row[], facts: StixReportFacts = FACTS, batch = 7) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const events = rows.map((fields, index): ReportedEvent => {
    const { type, date, list } = facts;
    return {
      id: `${type}-${date}-${index.toString(16).padStart(32, '0')}`,
      type,
      date,
      list,
      columns,
      fields,
    };
  });
  return async function* read() {
    for (let start = 0; start < events.length; start += batch) yield events.slice(start, start + batch);
  };
}

/** A file that a report was delivered as. */
export function original(name: string, content: string | Buffer) {
  const bytes = Buffer.from(content);
  return {
    ...{ name, sha256: 'f'.repeat(64) },
    async *bytes() {
      for (let start = 0; start < bytes.length; start += 1_000_003)
        yield bytes.subarray(start, start + 1_000_003);
    },
  };
}

/** All bundles of a report, with their objects checked by schemas and limits. */
export async function made(
  rows: readonly Row[],
  { facts, options }: { facts?: Partial<StixReportFacts>; options?: Partial<StixOptions> } = {},
) {
  const of = { ...FACTS, ...facts };
  const report = new StixReport(of, { ...DEFAULT_STIX_OPTIONS, ...options }, eventsOf(rows, of));
  return { report, ...(await collected(report.bundles())) };
}

/** Bundles, with their objects checked by schemas and limits. */
export async function collected(from: AsyncIterable<StixBundle>) {
  const bundles: StixBundle[] = [];
  for await (const bundle of from) bundles.push(bundle);
  return { bundles, ...checkedObjects(bundles) };
}
