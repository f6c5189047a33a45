// Stated rows: the number of rows that the publisher states for a report, and its differences from the store.
import type { RowDifference, StatedRows } from '../../domain/listing.js';
import type { Engine } from '../engine/engine.js';
import { insertVersions } from '../schema/versions.js';
import { STATED_ROW_VERSIONS } from './tables.js';

/**
 * SQL of the numbers of rows in reports, under the names that statements use: each report under its identifier
 * (`by_subscription` false), and under each of its subscriptions (true).
 *
 * @param reports the view, or SQL with the same columns
 * @param isNew condition that becomes the column `is_new`
 */
export function countedRows(reports: string, where: string, isNew = 'false'): string {
  const held = `SELECT list AS file, report_date, report_type, rows, ${isNew} AS is_new FROM ${reports} WHERE ${where}`;
  return `(
    SELECT file AS name, report_date, report_type, rows, is_new, false AS by_subscription FROM (${held})
    UNION ALL
    SELECT subscription AS name, report_date, report_type, rows, is_new, true AS by_subscription
    FROM (${held}) AS report
    INNER JOIN (SELECT list AS file, subscription FROM subscriptions) AS member ON report.file = member.file)`;
}

/**
 * The number of rows in the live version of each report. A statement counts records, so repeated and quarantined rows
 * count (decisions.md#row-counts). Statistics count the files of a subscription together, a message states the count of
 * its own report. A day without a report counts as 0 rows.
 */
const DIFFERENCES = `
  SELECT said.report_date AS report_date, said.list AS list, said.report_type AS report_type, said.source AS source,
    said.rows AS stated, held.rows AS stored
  FROM (SELECT * FROM stated_rows WHERE report_date BETWEEN {from:Date} AND {to:Date}) AS said
  LEFT JOIN (
    SELECT report_date, name AS list, toString(report_type) AS report_type, by_subscription, sum(rows) AS rows
    FROM ${countedRows('reports', "state = 'live' AND report_date BETWEEN {from:Date} AND {to:Date}")}
    GROUP BY report_date, list, report_type, by_subscription) AS held
  ON said.report_date = held.report_date AND said.list = held.list AND toString(said.report_type) = held.report_type
    AND (toString(said.source) = 'stats') = held.by_subscription
  WHERE stated != stored`;

export class StatedRowCounts {
  constructor(private readonly engine: Engine) {}

  /** Records statements; an unchanged statement is not written again. */
  async note(statements: readonly StatedRows[]): Promise<void> {
    if (statements.length === 0) return;
    const days = statements.map(({ report_date }) => report_date).sort();
    const known = await this.ofDays(days[0]!, days.at(-1)!);
    const said = new Set(known.map(nameOf));
    await insertVersions(
      this.engine,
      STATED_ROW_VERSIONS,
      statements.filter((statement) => !said.has(nameOf(statement))),
    );
  }

  async ofDays(from: string, to: string): Promise<StatedRows[]> {
    return this.engine.rows<StatedRows>(
      `SELECT report_date, list, report_type, source, rows, toUnixTimestamp(stated_at) AS stated_at FROM stated_rows
       WHERE report_date BETWEEN {from:Date} AND {to:Date} ORDER BY report_date, list, report_type, source`,
      { from, to },
    );
  }

  /** The differences between the store and statements, newest day first. */
  async differences(from: string, to: string, limit: number): Promise<RowDifference[]> {
    return this.engine.rows<RowDifference>(
      `${DIFFERENCES} ORDER BY report_date DESC, list, report_type, source LIMIT {limit:UInt32}`,
      { from, to, limit },
    );
  }

  /** The number of differences. */
  async countDifferences(from: string, to: string): Promise<number> {
    const [row] = await this.engine.rows<{ differences: number }>(
      `SELECT count() AS differences FROM (${DIFFERENCES})`,
      { from, to },
    );
    return row!.differences;
  }
}

function nameOf({ report_date, list, report_type, source, rows }: StatedRows): string {
  return JSON.stringify([report_date, list, report_type, source, rows]);
}
