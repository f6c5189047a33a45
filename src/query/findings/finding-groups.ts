// Groups findings by one of their properties, to see where most of them are.
import type { Severity } from '../../domain/event-columns.js';
import { type FindingFilter, rangeText, type ScopedStore } from '../../store/index.js';
import { SHOWN_SUBJECT } from './shown-subject.js';

export interface FindingGroup {
  /** The common value; empty for findings without one. */
  readonly value: string;
  /** The condition that selects these findings, such as `asn=64496`; undefined for those without a value. */
  readonly condition: string | undefined;
  readonly findings: number;
  /** The highest severity. */
  readonly severity: Severity | 'none';
  /** The newest day on which one was seen. */
  readonly last_seen: string;
}

interface Grouping {
  readonly value: string;
  /** The field of the condition. */
  readonly field: (isAddress: boolean) => string;
}

/** IPv4 addresses by their /24, IPv6 addresses by their /48, networks as they are. */
const NETWORK_RANGE = `if(subject_kind = 'ip',
  IPv6CIDRToRange(subject_first, if(startsWith(hex(subject_first), '00000000000000000000FFFF'), 120, 48)),
  tuple(subject_first, subject_last))`;
const NETWORK = `if(subject_kind IN ('ip', 'network'), ${rangeText(`tupleElement(${NETWORK_RANGE}, 1)`, `tupleElement(${NETWORK_RANGE}, 2)`)}, '')`;

const GROUPINGS = {
  type: { value: 'toString(report_type)', field: () => 'type' },
  severity: { value: 'toString(e.severity)', field: () => 'severity' },
  subject: { value: SHOWN_SUBJECT, field: (isAddress) => (isAddress ? 'ip' : 'subject') },
  network: { value: NETWORK, field: () => 'ip' },
  asn: { value: "if(asn = 0, '', toString(asn))", field: () => 'asn' },
} satisfies Record<string, Grouping>;

/** What findings may be grouped by. */
export type FindingGrouping = keyof typeof GROUPINGS;

/** The groups, the one with most findings first. @param limit maximum number of groups */
export async function findingGroups(
  { findings, statements }: Pick<ScopedStore, 'findings' | 'statements'>,
  filter: FindingFilter,
  by: FindingGrouping,
  limit: number,
): Promise<{ readonly total: number; readonly groups: readonly FindingGroup[] }> {
  const { from, where, values } = findings.source(filter);
  const { value, field }: Grouping = GROUPINGS[by];
  const rows = await statements.rows<
    Omit<FindingGroup, 'condition'> & { readonly address: number; readonly total: number }
  >(
    `SELECT ${value} AS value, max(subject_kind IN ('ip', 'network')) AS address, count() AS findings,
       toString(max(e.severity)) AS severity, toString(max(e.last_seen)) AS last_seen, count() OVER () AS total
     FROM (${from}) AS e WHERE ${where}
     GROUP BY value ORDER BY findings DESC, value LIMIT {limit:UInt32}`,
    { ...values, limit },
  );
  const groups = rows.map(({ address, total: _, ...group }) => ({
    ...group,
    condition: group.value === '' ? undefined : `${field(address === 1)}=${group.value}`,
  }));
  return { total: rows[0]?.total ?? 0, groups };
}
