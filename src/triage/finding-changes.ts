// Reads the changes of findings in the order of their steps, for outputs and other consumers of the feed of changes.
import {
  amongIds,
  type Bound,
  byId,
  SUBJECT_COLUMNS,
  type SubjectRow,
  subjectText,
  type TableReader,
} from '../store/index.js';

/** The position after a change: its step and its finding, as 32 hex digits. */
export interface FindingPosition {
  readonly step: number;
  readonly finding: string;
}

/** A change of a finding, with the finding's attributes at the time of reading. */
export interface ChangedFinding extends FindingPosition {
  readonly type: string;
  readonly subject: string;
  readonly subject_kind: SubjectRow['subject_kind'];
  readonly port: number;
  readonly transport: string;
  readonly infection: string;
  readonly state: string;
  readonly state_before: string;
  readonly changes: readonly string[];
  readonly day: string;
  /** Unix seconds. */
  readonly at: number;
  readonly reason: string;
  readonly author: string;
  readonly severity: string;
  readonly cves: readonly string[];
  /** Report dates; '' if no report has the finding any more. */
  readonly first_seen: string;
  readonly last_seen: string;
  readonly hostname: string;
  readonly asn: number;
  readonly geo: string;
  readonly tags: readonly string[];
  readonly list: string;
  /** The device that the finding follows by leases; '' = its subject identifies it. */
  readonly lease_device: string;
}

/** Which changes to read. */
export interface FindingChangesRequest {
  readonly after: FindingPosition;
  /** The last step, which has to be written completely: see `Steps.complete`. */
  readonly until: number;
  readonly limit: number;
  /** A condition over findings with the alias `e`. */
  readonly matching: Bound;
}

/** A page of changes: those that match, and the position after all that were looked at; undefined at the end. */
export interface ChangedFindings {
  readonly changes: readonly ChangedFinding[];
  readonly next: FindingPosition | undefined;
}

type Row = Omit<ChangedFinding, 'subject'> & SubjectRow & { readonly wanted: number };

/** Reads a page of changes. A finding that retention has removed has none. */
export async function findingChanges(
  { tables }: { readonly tables: TableReader },
  { after, until, limit, matching }: FindingChangesRequest,
): Promise<ChangedFindings> {
  const positions = await tables.rows<FindingPosition>(
    `SELECT seq AS step, lower(hex(finding)) AS finding FROM finding_event_rows
     WHERE (seq, finding_event_rows.finding) > ({step:UInt64}, toFixedString(unhex({finding:String}), 16)) AND seq <= {until:UInt64}
     ORDER BY seq, finding_event_rows.finding LIMIT {limit:UInt32}`,
    { ...after, until, limit },
  );
  const next = positions.at(-1);
  if (!next) return { changes: [], next };
  const made = `SELECT * FROM finding_event_rows
    WHERE seq >= {from:UInt64} AND seq <= {to:UInt64} AND ${amongIds('ids')}`;
  const rows = await tables.rows<Row>(
    `SELECT made.seq AS step, lower(hex(made.finding)) AS finding, toString(e.report_type) AS type, ${SUBJECT_COLUMNS},
       e.port AS port, e.transport AS transport, e.infection AS infection, toString(made.state) AS state,
       toString(made.state_before) AS state_before, made.changes AS changes, toString(made.day) AS day,
       toUnixTimestamp(made.at) AS at, made.reason AS reason, made.author AS author, toString(made.severity) AS severity,
       made.cves AS cves, if(e.days = 0, '', toString(e.first_seen)) AS first_seen,
       if(e.days = 0, '', toString(e.last_seen)) AS last_seen, e.hostname AS hostname, e.asn AS asn,
       toString(e.geo) AS geo, e.tags AS tags, toString(e.list) AS list, e.lease_device AS lease_device, (${matching.sql}) AS wanted
     FROM (${made}) AS made
     INNER JOIN (
       SELECT * FROM finding_versions FINAL WHERE ${byId(amongIds('ids'))}
       ORDER BY version DESC, days DESC LIMIT 1 BY finding) AS e ON made.finding = e.finding
     ORDER BY made.seq, made.finding`,
    {
      ...matching.values,
      ...{
        from: positions[0]!.step,
        to: next.step,
        ids: [...new Set(positions.map(({ finding }) => finding))],
      },
    },
  );
  const wanted = new Set(positions.map(positionName));
  const changes = rows
    .filter((row) => row.wanted === 1 && wanted.has(positionName(row)))
    .map(({ wanted: _, first_hex, last_hex, subject_text, ...row }) => ({
      ...row,
      subject: subjectText({ ...row, first_hex, last_hex, subject_text }),
    }));
  return { changes, next };
}

const positionName = ({ step, finding }: FindingPosition) => `${step} ${finding}`;

/** The last step before a day, after which a consumer that begins with that day reads. @param date a report date */
export async function lastStepBefore(
  { tables }: { readonly tables: TableReader },
  date: string,
): Promise<number> {
  const [row] = await tables.rows<{ step: number }>(
    'SELECT max(seq) AS step FROM finding_event_rows WHERE day < {date:Date}',
    { date },
  );
  return row!.step;
}
