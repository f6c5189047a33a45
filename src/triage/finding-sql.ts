// SQL of findings as of a day: what reports say about them, and their events.
import { DECIDED_KEY } from './columns.js';

/**
 * Findings according to the reports up to `{date}`. A finding that was seen later is recomputed from its days up to
 * `{date}`, because a digest of an earlier day must not depend on later reports.
 *
 * @param later whether the store has reports of later days
 */
export function findingsOn(later: boolean): string {
  const now = `SELECT finding, ${DECIDED_KEY}, severity, cves, hostname, list, lease_device, first_seen, last_seen AS seen
    FROM findings WHERE last_seen <= {date:Date}`;
  if (!later) return now;
  return `${now}
    UNION ALL
    SELECT finding, ${DECIDED_KEY.split(', ')
      .map((name) => `argMax(${name}, (report_date, load))`)
      .join(', ')}, argMax(severity, (report_date, toInt8(severity))), argMax(cves, (report_date, load)),
      argMax(hostname, (report_date, load)), argMax(list, (report_date, load)), any(lease_device), min(report_date), max(report_date)
    FROM finding_days WHERE report_date <= {date:Date} AND finding IN (
      SELECT finding FROM findings WHERE last_seen > {date:Date} AND first_seen <= {date:Date})
    GROUP BY finding`;
}

const latest = (column: string, name: string) => `argMax(${column}, seq) AS ${name}`;
const step = (change: string) => `maxIf(seq, has(changes, '${change}')) AS ${change}`;

/** Both marks count as being told (decisions.md#being-told): the owner was notified, or the owner acknowledged the finding. */
const TOLD = "hasAny(changes, ['notified', 'acknowledged'])";
/** The changes that break through a whitelist entry if the entry allows it. */
const BREAKING = "hasAny(changes, ['severity_rose', 'new_cve', 'compromised'])";

/** Each finding's state in one row, derived from its events. @param where SQL condition on the events that count */
export const statesOf = (where: string) => `
  SELECT finding, ${latest('state', 'state')}, ${latest('seen', 'known_seen')}, ${latest('severity', 'known_severity')},
    ${latest('cves', 'known_cves')},
    ${['opened', 'reopened', 'severity_rose', 'new_cve', 'compromised'].map(step).join(', ')},
    maxIf(seq, ${TOLD}) AS marked, argMaxIf(day, seq, ${TOLD}) AS marked_on, maxIf(at, ${BREAKING}) AS changed_at
  FROM finding_event_rows WHERE ${where} GROUP BY finding`;

/** Each finding's state from all its events. */
export const STATES = statesOf('1');
