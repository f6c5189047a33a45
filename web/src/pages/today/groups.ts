// Groups findings by who has to act.
import type { AnswerOf } from '../../data/request.ts';

export type Finding = AnswerOf<'day'>['handle']['rows'][number];

export interface Group {
  readonly title: string;
  readonly contacts: readonly string[];
  readonly rows: readonly Finding[];
}

const NOBODY = 'Owner unknown';
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info', 'none'];

/**
 * By owner, the worst first; by the title of the type if no finding has an owner. Findings keep their order in a group.
 */
export function groupsOf(findings: readonly Finding[]): Group[] {
  const hasOwners = findings.some(({ owner }) => owner !== '');
  const titleOf = ({ owner, title, type }: Finding) => (hasOwners ? owner || NOBODY : title || type);
  const byTitle = new Map<string, Finding[]>();
  for (const finding of findings) {
    const title = titleOf(finding);
    byTitle.set(title, [...(byTitle.get(title) ?? []), finding]);
  }
  return [...byTitle]
    .map(([title, rows]) => ({
      title,
      contacts: hasOwners ? [...new Set(rows.flatMap((row) => row.contacts))] : [],
      rows,
    }))
    .sort((a, b) => worst(a.rows) - worst(b.rows) || b.rows.length - a.rows.length);
}

/** The place of the highest severity; 0 = critical. */
function worst(rows: readonly Finding[]): number {
  return Math.min(
    ...rows.map(({ severity }) => {
      const at = SEVERITIES.indexOf(severity);
      return at < 0 ? SEVERITIES.length : at;
    }),
  );
}

/** Those groups of which rows are drawn, if so many rows are drawn in all. */
export function drawnOf(
  groups: readonly Group[],
  drawn: number,
): { readonly group: Group; readonly rows: number }[] {
  let before = 0;
  const shares = groups.map((group) => {
    const rows = Math.max(0, Math.min(group.rows.length, drawn - before));
    before += group.rows.length;
    return { group, rows };
  });
  return shares.filter(({ rows }) => rows > 0);
}
