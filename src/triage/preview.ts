// Shows which findings a whitelist entry would have hidden, before the entry is added.

import { unixSeconds } from '../domain/clock.js';
import { addDays, dateOf } from '../domain/days.js';
import {
  type Bound,
  SUBJECT_COLUMNS,
  type SubjectRow,
  subjectText,
  type TableReader,
} from '../store/index.js';
import { inventoryOf, readCoverage, SUBJECT_HOST } from './coverage.js';
import type { TriageContext } from './lifecycle.js';
import { typesOf } from './type-names.js';
import { type ListedSubject, readSubject } from './whitelist-subject.js';

export interface PreviewedFinding {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly severity: string;
  readonly days: number;
  /** How often a digest put the finding to handle. */
  readonly handled: number;
}

export interface Preview {
  readonly from: string;
  readonly to: string;
  readonly findings: number;
  /** Days on which a finding was seen, summed over all findings. */
  readonly days: number;
  /** How often digests put the findings to handle, which the entry would have prevented. */
  readonly handled: number;
  /** The findings seen on most days first. */
  readonly rows: readonly PreviewedFinding[];
}

/** Days that a preview looks back. */
const PREVIEW_DAYS = 30;
const ROWS = 20;

/** @throws SundialError `type-unknown`, `type-ambiguous`, `whitelist-subject` */
export async function previewEntry(
  context: TriageContext,
  request: { readonly type: string; readonly subject: string },
): Promise<Preview> {
  const { questions } = context.store;
  const subject = await readSubject(questions, request.subject);
  const types = await typesOf(context, request.type);
  const to = dateOf(context.clock());
  const from = addDays(to, 1 - PREVIEW_DAYS);
  const covered = await covering(context, subject, to);
  const hidden = `
    SELECT found.finding AS finding, report_type, ${SUBJECT_COLUMNS}, severity, seen_days, handled
    FROM (
      SELECT * FROM findings WHERE last_seen >= {from:Date}
        AND (empty({types:Array(String)}) OR report_type IN {types:Array(String)}) AND ${covered.sql}) AS found
    INNER JOIN (
      SELECT finding, uniqExact(report_date) AS seen_days FROM finding_days
      WHERE report_date BETWEEN {from:Date} AND {to:Date} GROUP BY finding) AS seen ON found.finding = seen.finding
    LEFT JOIN (
      SELECT finding, count() AS handled FROM decisions
      WHERE decision = 'handle' AND digest_date BETWEEN {from:Date} AND {to:Date} GROUP BY finding) AS told
    ON found.finding = told.finding`;
  const values = { ...covered.values, types, from, to };
  return {
    from,
    to,
    ...(await counts(questions, hidden, values)),
    rows: await rowsOf(questions, hidden, values),
  };
}

async function counts(questions: TableReader, hidden: string, values: Bound['values']) {
  const [row] = await questions.rows<Pick<Preview, 'findings' | 'days' | 'handled'>>(
    `SELECT count() AS findings, sum(seen_days) AS days, sum(handled) AS handled FROM (${hidden})`,
    values,
  );
  return row!;
}

async function rowsOf(
  questions: TableReader,
  hidden: string,
  values: Bound['values'],
): Promise<PreviewedFinding[]> {
  const rows = await questions.rows<Omit<PreviewedFinding, 'subject'> & SubjectRow>(
    `SELECT lower(hex(finding)) AS id, report_type AS type, subject_kind, first_hex, last_hex, subject_text, severity,
       seen_days AS days, handled
     FROM (${hidden}) ORDER BY seen_days DESC, report_type, first_hex, finding LIMIT ${ROWS}`,
    values,
  );
  return rows.map(({ first_hex, last_hex, subject_kind, subject_text, ...row }) => ({
    ...row,
    subject: subjectText({ first_hex, last_hex, subject_kind, subject_text }),
  }));
}

/** The condition that an entry covers a finding; the same as in decisions. */
async function covering(
  { store, rules, clock }: TriageContext,
  { subject_kind, first, last, name }: ListedSubject,
  date: string,
): Promise<Bound> {
  if (subject_kind === 'network')
    return {
      sql: "subject_kind IN ('ip', 'network') AND subject_first >= {first:IPv6} AND subject_last <= {last:IPv6}",
      values: { first, last },
    };
  if (subject_kind === 'name') {
    const matches = (host: string) =>
      `${host} = {name:String} OR startsWith({name:String}, '*.') AND endsWith(${host}, substring({name:String}, 2))`;
    return { sql: `(${matches(`(${SUBJECT_HOST})`)} OR ${matches('lower(hostname)')})`, values: { name } };
  }
  const coverage = await readCoverage(store.questions, { date, decidedAt: unixSeconds(clock()) }, rules);
  return {
    sql: `finding IN (SELECT finding FROM (${inventoryOf('SELECT * FROM findings', coverage)}) WHERE has(devices, {name:String}))`,
    values: { ...coverage.values, name },
  };
}
