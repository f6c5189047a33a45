// Findings that were resolved or reopened between one digest and the next.
import type { Catalogue } from '../catalogue/index.js';
import { type OperatorStore, SUBJECT_COLUMNS, type SubjectRow } from '../store/index.js';
import { type DigestRow, NO_DATE } from './decide.js';
import type { ChangedItem, DigestFinding, Section } from './digest.js';
import { cveColumns, shownFinding } from './digest-rows.js';

type Row = Omit<DigestFinding, 'title' | 'link' | 'subject'> &
  SubjectRow &
  Pick<ChangedItem, 'day' | 'reason' | 'author'> & { readonly automatic: number };

/** Changes of the given kinds since the previous digest (none without one), with the finding's attributes at its last decision. */
export async function changedSince(
  { tables }: OperatorStore,
  { events_before, events, digest_date, previous_date }: DigestRow,
  catalogue: Catalogue,
  changes: readonly string[],
  limit: number,
): Promise<Section<ChangedItem>> {
  if (previous_date === NO_DATE) return { total: 0, rows: [] };
  const values = { after: events_before, until: events, changes, date: digest_date, limit };
  const made = `SELECT * FROM finding_event_rows
    WHERE seq > {after:UInt64} AND seq <= {until:UInt64} AND hasAny(changes, {changes:Array(String)})
      AND NOT (has(changes, 'opened') AND state = 'resolved')`;
  const [total] = await tables.rows<{ total: number }>(`SELECT count() AS total FROM (${made})`, values);
  if (total!.total === 0) return { total: 0, rows: [] };
  const rows = await tables.rows<Row>(
    `SELECT lower(hex(made.finding)) AS id, toString(known.report_type) AS type, ${SUBJECT_COLUMNS}, known.port AS port,
       known.transport AS transport, known.infection AS infection, made.severity AS severity, made.cves AS cves,
       ${cveColumns('made.cves')},
       known.hostname AS hostname, known.list AS list, toString(known.first_seen) AS first_seen,
       toString(known.last_seen) AS seen, made.state AS state, decided.device AS device, decided.owner AS owner,
       decided.contacts AS contacts, decided.devices AS devices, toString(made.day) AS day, made.reason AS reason,
       made.author AS author, made.automatic AS automatic
     FROM (${made}) AS made
     INNER JOIN (
       SELECT finding, report_type, subject_kind, subject_first, subject_last, subject_text, port, transport, infection,
         hostname, list, first_seen, last_seen
       FROM finding_versions FINAL WHERE finding IN (SELECT finding FROM (${made}))) AS known ON made.finding = known.finding
     LEFT JOIN (
       SELECT finding, argMax(decisions.device, digest_date) AS device, argMax(decisions.owner, digest_date) AS owner,
         argMax(decisions.contacts, digest_date) AS contacts, argMax(decisions.devices, digest_date) AS devices
       FROM decisions WHERE digest_date <= {date:Date} AND finding IN (SELECT finding FROM (${made}))
       GROUP BY finding) AS decided ON made.finding = decided.finding
     ORDER BY made.severity DESC, type, first_hex, subject_text, port, id, made.seq LIMIT {limit:UInt32}`,
    values,
  );
  return {
    total: total!.total,
    rows: rows.map((row) => ({
      ...shownFinding(row, catalogue),
      day: row.day,
      reason: row.reason,
      author: row.author,
      automatic: row.automatic === 1,
    })),
  };
}
