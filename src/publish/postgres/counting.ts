// Sets the number of events of each report, adds a row to the ingestion log, and counts what the tables hold.
import type { Client } from 'pg';
import type { Round, SliceCount } from '../output.js';
import type { Connection } from './connection.js';
import type { RunTally } from './run-tally.js';
import { LOCK } from './schema.js';

/** The types and dates that are read from the list at once. */
const PAGE = 1_000;

/**
 * Sets `ss_reports.event_count` to the number of rows in `ss_events` for all types and dates that batches have changed.
 * Each type and date has its own transaction, so that a kill loses none.
 */
export async function setEventCounts(connection: Connection, signal: AbortSignal): Promise<void> {
  for (;;) {
    const slices = await connection.attempt(signal, async (client) => {
      const { rows } = await client.query<{ type: string; date: string }>(TO_COUNT);
      return rows;
    });
    for (const { type, date } of slices)
      await connection.transaction(signal, async (client) => {
        await client.query(LOCK);
        await client.query(SET_COUNT, [type, date]);
        await client.query(COUNTED, [type, date]);
      });
    if (slices.length < PAGE) return;
  }
}

const TO_COUNT = `
  SELECT report_type AS type, to_char(report_date, 'YYYY-MM-DD') AS date FROM sundial_slices LIMIT ${PAGE}`;

const SET_COUNT = `
  UPDATE ss_reports SET event_count = (
    SELECT count(*) FROM ss_events WHERE report_type = $1 AND report_date = $2::date)
  WHERE report_type = $1 AND report_date = $2::date`;

const COUNTED = 'DELETE FROM sundial_slices WHERE report_type = $1 AND report_date = $2::date';

/** Adds a finished run to the log that IRIS Data Explorer shows. */
export async function logRun(client: Client, round: Round, tally: RunTally): Promise<void> {
  const left = round.refused > 0 ? `${round.refused} events were refused` : '';
  await client.query(
    `INSERT INTO ss_ingestion_log
       (run_started, run_finished, status, reports_found, events_ingested, events_skipped, error_message)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[round.startedAt.toISOString(), round.endedAt.toISOString()],
      round.status === 'done' ? 'success' : 'error',
      ...[tally.reports, tally.inserted, tally.known + round.refused],
      round.error || left || null,
    ],
  );
}

/** Events of each type and date whose row exists. */
export async function countEvents(client: Client): Promise<SliceCount[]> {
  const { rows } = await client.query<SliceCount>(`
    SELECT m.report_type AS type, to_char(m.report_date, 'YYYY-MM-DD') AS date, count(*)::int AS events
    FROM sundial_events m JOIN ss_events e ON e.id = m.row_id
    GROUP BY m.report_type, m.report_date ORDER BY m.report_date, m.report_type`);
  return rows;
}
