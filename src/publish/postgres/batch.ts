// Writes one batch of events in one transaction: through COPY into a temporary table, and from there into the tables.
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import type { EventMessage } from '../messages.js';
import type { Slice } from '../output.js';
import { copyLine, inChunks } from './copy-text.js';
import { type AsnLimit, eventRow } from './event-row.js';
import { asnType, LOCK } from './schema.js';

/** The outcome of the events in a batch that became visible. */
export interface Written {
  /** Events whose rows are new in the table. */
  readonly inserted: number;
  /** Events whose rows existed already. */
  readonly known: number;
}

export interface SliceEvents {
  readonly slice: Slice;
  readonly appeared: readonly EventMessage[];
  readonly withdrawn: readonly EventMessage[];
}

/** Writes events within the caller's transaction. */
export async function writeBatch(client: Client, events: SliceEvents): Promise<Written> {
  const { appeared, withdrawn } = events;
  const slice = [events.slice.type, events.slice.date];
  await client.query(LOCK);
  const { asnLimit } = await sessionOf(client);
  let gone = 0;
  if (withdrawn.length > 0)
    gone += await changed(client, WITHDRAWN, [...slice, withdrawn.map(({ key }) => key)]);
  if (appeared.length > 0) {
    await copyRows(client, appeared, asnLimit);
    if ((await changed(client, KNOWN, slice)) > 0) {
      await client.query(SKIP);
      gone += await changed(client, SUPERSEDED);
    }
  }
  if (gone > 0) await client.query(FORGET);
  const { inserted, touched } =
    appeared.length > 0 ? await insertRows(client, slice) : { inserted: 0, touched: 0 };
  if (gone > 0) await client.query(DELETE, slice);
  if (touched + gone > 0) {
    await client.query(REPORT, slice);
    await client.query(TO_COUNT, slice);
  }
  return { inserted, known: appeared.length - inserted };
}

interface Session {
  readonly asnLimit: AsnLimit;
}

const SESSIONS = new WeakMap<Client, Session>();

/** Temporary tables live as long as their connection. */
async function sessionOf(client: Client): Promise<Session> {
  const known = SESSIONS.get(client);
  if (known) return known;
  await client.query(TEMPORARY);
  const asnLimit = (await asnType(client)) === 'integer' ? 2_147_483_647 : 4_294_967_295;
  const session: Session = { asnLimit };
  SESSIONS.set(client, session);
  return session;
}

async function copyRows(client: Client, events: readonly EventMessage[], asnLimit: AsnLimit): Promise<void> {
  const { from } = await import('pg-copy-streams');
  const lines = function* () {
    for (const event of events) {
      const row = eventRow(event, asnLimit);
      yield copyLine([event.key, ...COLUMNS.map((column) => row[column])]);
    }
  };
  const copy = client.query(from(`COPY sundial_batch (event_key, ${COLUMNS.join(', ')}) FROM STDIN`));
  await pipeline(Readable.from(inChunks(lines())), copy);
}

interface Inserted {
  readonly inserted: number;
  /** With those of the existing ingestor. */
  readonly touched: number;
}

async function insertRows(client: Client, slice: readonly string[]): Promise<Inserted> {
  const { rows } = await client.query<Inserted>(INSERT, [...slice]);
  return rows[0]!;
}

/** The number of rows that a statement writes. */
async function changed(client: Client, statement: string, values: readonly unknown[] = []): Promise<number> {
  return (await client.query(statement, [...values])).rowCount ?? 0;
}

const COLUMNS = [
  ...(['ip', 'port', 'asn', 'geo', 'hostname', 'tag', 'severity', 'raw_data', 'event_hash'] as const),
];

/** `sundial_known` has the events of the batch that were sent before, and `sundial_gone` what is to be forgotten. */
const TEMPORARY = `
  CREATE TEMPORARY TABLE sundial_batch (event_key UUID, ip INET, port INTEGER, asn BIGINT, geo TEXT, hostname TEXT,
    tag TEXT, severity TEXT, raw_data JSONB, event_hash TEXT) ON COMMIT DELETE ROWS;
  CREATE TEMPORARY TABLE sundial_known (batch_place TID, place TID, row_id BIGINT, hash_start BIGINT, is_same BOOLEAN)
    ON COMMIT DELETE ROWS;
  CREATE TEMPORARY TABLE sundial_gone (place TID, row_id BIGINT, hash_start BIGINT) ON COMMIT DELETE ROWS`;

const startOf = (hash: string) => `('x' || left(${hash}, 16))::bit(64)::bigint`;

// Statistics lag behind a table that grows quickly, and the server would choose plans for a slice of one row. OFFSET 0
// keeps each subquery whole, so that the server looks up one event at a time; each lookup fits one index only, and rows
// are deleted by their place or id.

const WITHDRAWN = `
  INSERT INTO sundial_gone SELECT m.* FROM unnest($3::uuid[]) AS w (event_key), LATERAL (
    SELECT ctid, row_id, hash_start FROM sundial_events
    WHERE report_type = $1 AND report_date = $2::date AND event_key = w.event_key OFFSET 0) m`;

const KNOWN = `
  INSERT INTO sundial_known
  SELECT b.ctid, m.*, COALESCE((SELECT e.event_hash FROM ss_events e WHERE e.id = m.row_id) = b.event_hash, false)
  FROM sundial_batch b, LATERAL (
    SELECT ctid, row_id, hash_start FROM sundial_events
    WHERE report_type = $1 AND report_date = $2::date AND event_key = b.event_key OFFSET 0) m`;

/** An event whose row is there needs nothing. */
const SKIP = `
  DELETE FROM sundial_batch WHERE ctid = ANY (ARRAY (SELECT batch_place FROM sundial_known WHERE is_same))`;

/** An event whose report was issued again with other columns has another hash, and therefore another row. */
const SUPERSEDED = `
  INSERT INTO sundial_gone SELECT place, row_id, hash_start FROM sundial_known WHERE NOT is_same`;

const FORGET = 'DELETE FROM sundial_events WHERE ctid = ANY (ARRAY (SELECT place FROM sundial_gone))';

/** Gives rows of the existing ingestor the values that it leaves out: names in lower case, and facts about a source. */
const INSERT = `
  WITH written AS (
    INSERT INTO ss_events (report_type, report_date, ${COLUMNS.join(', ')})
    SELECT DISTINCT ON (event_hash) $1::text, $2::date, ${COLUMNS.join(', ')} FROM sundial_batch ORDER BY event_hash
    ON CONFLICT (report_type, report_date, event_hash) DO UPDATE
    SET asn = excluded.asn, geo = excluded.geo, hostname = excluded.hostname
    RETURNING id, event_hash, xmax = 0 AS is_new),
  remembered AS (
    INSERT INTO sundial_events (row_id, hash_start, event_key, report_date, report_type)
    SELECT w.id, ${startOf('w.event_hash')}, b.event_key, $2::date, $1::text FROM written w JOIN sundial_batch b USING (event_hash)
    ON CONFLICT DO NOTHING)
  SELECT count(*) FILTER (WHERE is_new)::int AS inserted, count(*)::int AS touched FROM written`;

const DELETE = `
  DELETE FROM ss_events WHERE id = ANY (ARRAY (
    SELECT g.row_id FROM sundial_gone g, LATERAL (
      SELECT report_type, report_date, event_hash FROM ss_events WHERE id = g.row_id OFFSET 0) e
    WHERE e.report_type = $1 AND e.report_date = $2::date AND ${startOf('e.event_hash')} = g.hash_start
      AND (SELECT count(*) FROM sundial_events m WHERE m.row_id = g.row_id) = 0))`;

const REPORT = `
  INSERT INTO ss_reports (report_type, report_date, event_count) VALUES ($1, $2::date, 0) ON CONFLICT DO NOTHING`;

const TO_COUNT = `
  INSERT INTO sundial_slices (report_type, report_date) VALUES ($1, $2::date) ON CONFLICT DO NOTHING`;
