// Reads the decisions that a digest shows into the rows of its sections.
import type { Catalogue } from '../catalogue/index.js';
import type { Decision } from '../domain/finding-state.js';
import {
  exploitedOf,
  highestEpss,
  SUBJECT_COLUMNS,
  type SubjectRow,
  subjectText,
  type TableReader,
} from '../store/index.js';
import type { Identity } from './coverage.js';
import type { DigestFinding, Section } from './digest.js';

/** A decision as the store returns it. */
export interface DecidedRow
  extends Omit<DigestFinding, 'title' | 'link' | 'subject' | 'identity'>,
    SubjectRow {
  /** Empty = left out. */
  readonly identity: Identity | '';
  readonly reason: string;
  readonly told_before: string;
  readonly told_on: string;
  readonly told_seq: number;
  readonly interval: number;
  readonly entries: readonly number[];
}

/** What lists say today about the vulnerabilities of a finding. @param cves SQL of an array of CVE ids */
export const cveColumns = (cves: string) => `${exploitedOf(cves)} AS exploited, ${highestEpss(cves)} AS epss`;

const COLUMNS = `lower(hex(finding)) AS id, toString(report_type) AS type, ${SUBJECT_COLUMNS}, port, transport, infection,
  severity, cves, ${cveColumns('cves')}, hostname, list, toString(first_seen) AS first_seen, toString(seen) AS seen, state, device, owner,
  contacts, devices, reason, toString(told_before) AS told_before, toString(told_on) AS told_on, told_seq, interval,
  entries, identity`;

/** The findings with this decision, the most severe first, of these those that are known to be exploited or likely to be. */
export async function decided(
  tables: TableReader,
  digest: number,
  decision: Decision,
  limit: number,
): Promise<DecidedRow[]> {
  return tables.rows<DecidedRow>(
    `SELECT ${COLUMNS} FROM decision_rows WHERE digest = {digest:UInt32} AND decision = {decision:String}
     ORDER BY decision_rows.severity DESC, notEmpty(exploited) DESC, epss DESC, report_type, subject_first, subject_text, port, finding LIMIT {limit:UInt32}`,
    { digest, decision, limit },
  );
}

/** The part of a finding that every section shows. */
export function shownFinding(
  row: SubjectRow &
    Omit<DigestFinding, 'title' | 'link' | 'subject' | 'identity'> & { readonly identity?: Identity | '' },
  catalogue: Catalogue,
): DigestFinding {
  const { title, link } = catalogue.describe(row.type);
  const { id, type, port, transport, infection, severity, hostname, list, first_seen, seen, state } = row;
  const { cves, exploited, epss, device, owner, contacts, devices } = row;
  return {
    ...{ id, type, title, link: link ?? null, subject: subjectText(row) },
    ...{ port, transport, infection, severity, cves, exploited, epss },
    ...{ hostname, list, first_seen, seen, state },
    ...{ device, owner, contacts, devices },
    ...(row.identity && { identity: row.identity }),
  };
}

/** Rows with their total number. */
export function section<Row>(rows: readonly Row[], total = rows.length): Section<Row> {
  return { total, rows };
}
