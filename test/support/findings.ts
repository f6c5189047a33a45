// A plain computation of findings from the visible events alone, for comparison with those of the store.

import { expect } from 'vitest';
import { everything } from '../../src/domain/everything.js';
import type { Store } from '../../src/store/index.js';

/** The facts about a finding in one visible event. */
export interface Seen {
  readonly finding: string;
  readonly date: string;
  readonly load: number;
  readonly severity: number;
  readonly at: number;
  readonly tags: readonly string[];
}

export interface Finding {
  readonly first_seen: string;
  readonly last_seen: string;
  readonly days: number;
  readonly events: number;
  readonly severity: number;
  readonly highest_severity: number;
  readonly last_at: number;
  readonly tags: readonly string[];
}

const byDate = (a: Seen, b: Seen) => (a.date < b.date ? -1 : a.date > b.date ? 1 : a.load - b.load);

/** Findings as a person would count them; identified by readable words instead of ids. */
export async function countedFindings(store: Store): Promise<Record<string, Finding>> {
  return summedFindings(await seenEvents(store));
}

/** The facts in each visible event. */
export async function seenEvents(store: Store): Promise<Seen[]> {
  return store.as(everything).tables.rows<Seen>(
    `SELECT ${WORDS} AS finding, toString(report_date) AS date, load, toInt8(severity) AS severity,
       toUnixTimestamp(timestamp) AS at, tags
     FROM (SELECT ${FACTS}, finding_key FROM events JOIN reports ON events.load = reports.load)`,
  );
}

/** The columns that make up a finding; to name all columns of events takes the engine longer than to read these. */
const FACTS = [
  ...['load', 'report_type', 'report_date', 'subject_first', 'subject_last', 'subject_text', 'severity'],
  ...['timestamp', 'tags', 'infection', 'family', 'port', 'protocol'],
]
  .map((name) => `events.${name} AS ${name}`)
  .join(', ');

/** The findings of some events. */
export function summedFindings(rows: readonly Seen[]): Record<string, Finding> {
  const groups = new Map<string, Seen[]>();
  for (const row of rows) groups.set(row.finding, [...(groups.get(row.finding) ?? []), row]);
  return Object.fromEntries([...groups].map(([name, seen]) => [name, summed(seen.sort(byDate))]));
}

const SUBJECT =
  "concat(report_type, ' ', toString(subject_first), '-', toString(subject_last), subject_text, ' ')";
const WORDS = `concat(${SUBJECT}, if(finding_key = 'infection', if(infection != '', infection, family),
  concat(if(port = 0, '', toString(port)), lower(protocol))))`;

function summed(seen: readonly Seen[]): Finding {
  const last = seen.at(-1)!;
  const newest = seen.filter(({ load }) => load === last.load);
  return {
    first_seen: seen[0]!.date,
    last_seen: last.date,
    days: new Set(seen.map(({ date }) => date)).size,
    events: seen.length,
    severity: Math.max(...seen.filter(({ date }) => date === last.date).map(({ severity }) => severity)),
    highest_severity: Math.max(...seen.map(({ severity }) => severity)),
    last_at: Math.max(...seen.map(({ at }) => at)),
    tags: [...new Set(newest.flatMap(({ tags }) => tags))].sort(),
  };
}

/** The store's findings in the same form. */
export async function storedFindings(store: Store): Promise<Record<string, Finding>> {
  const rows = await store.as(everything).tables.rows<Finding & { name: string }>(
    `SELECT concat(${SUBJECT}, infection, if(port = 0, '', toString(port)), transport) AS name,
       toString(first_seen) AS first_seen, toString(last_seen) AS last_seen, days, events, toInt8(severity) AS severity,
       toInt8(highest_severity) AS highest_severity, toUnixTimestamp(last_at) AS last_at, tags
     FROM findings`,
  );
  return Object.fromEntries(rows.map(({ name, ...finding }) => [name, finding]));
}

/** A checksum of all findings and their days, without `version`, which only records the time of writing. */
export async function findingsChecksum(store: Store): Promise<unknown> {
  const of = (table: string, columns: string) =>
    store
      .as(everything)
      .tables.rows(
        `SELECT count() AS rows, toString(sum(reinterpretAsUInt128(sipHash128(*)))) AS sum FROM (SELECT ${columns} FROM ${table})`,
      );
  return [await of('findings', '* EXCEPT version'), await of('finding_days', '*')];
}

/** Checks that the maintained findings equal the counted ones, and that rebuilding changes nothing. */
export async function checkFindings(store: Store, rebuild: boolean): Promise<void> {
  expect(await storedFindings(store)).toEqual(await countedFindings(store));
  if (!rebuild) return;
  const before = await findingsChecksum(store);
  await store.projection.rebuild();
  expect(await findingsChecksum(store)).toEqual(before);
}
