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
  /** Rows that are new in the table. */
  readonly inserted: number;
  /** Rows that existed already. */
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
  if (appeared.length > 0) await copyRows(client, appeared, asnLimit);
  let gone = 0;
  if (withdrawn.length > 0)
    gone += await count(client, WITHDRAWN, [...slice, withdrawn.map(({ key }) => key)]);
  if (appeared.length > 0) gone += await count(client, SUPERSEDED, slice);
  if (gone > 0) await client.query(FORGET);
  const written = appeared.length > 0 ? await insertRows(client, slice) : { inserted: 0, known: 0 };
  if (gone > 0) await client.query(DELETE, slice);
  if (appeared.length > 0 || gone > 0) {
    await client.query(REPORT, slice);
    await client.query(TO_COUNT, slice);
  }
  return written;
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

async function insertRows(client: Client, slice: readonly string[]): Promise<Written> {
  const { rows } = await client.query<{ inserted: number; written: number; all: number }>(INSERT, [...slice]);
  const { inserted, all } = rows[0]!;
  await client.query(REMEMBER, [...slice]);
  return { inserted, known: all - inserted };
}

async function count(client: Client, statement: string, values: readonly unknown[]): Promise<number> {
  return (await client.query(statement, [...values])).rowCount ?? 0;
}

const COLUMNS = [
  ...(['ip', 'port', 'asn', 'geo', 'hostname', 'tag', 'severity', 'raw_data', 'event_hash'] as const),
];

const TEMPORARY = `
  CREATE TEMPORARY TABLE sundial_batch (event_key UUID, ip INET, port INTEGER, asn BIGINT, geo TEXT, hostname TEXT,
    tag TEXT, severity TEXT, raw_data JSONB, event_hash TEXT) ON COMMIT DELETE ROWS;
  CREATE TEMPORARY TABLE sundial_gone (place TID, event_hash BYTEA) ON COMMIT DELETE ROWS`;

// OFFSET 0 keeps each subquery whole, so that the server looks up one event at a time in the index. It would otherwise
// read the whole slice for each event while statistics of a table that grows quickly are missing.

const WITHDRAWN = `
  INSERT INTO sundial_gone SELECT m.place, m.event_hash FROM unnest($3::uuid[]) AS w (event_key), LATERAL (
    SELECT ctid AS place, event_hash FROM sundial_events
    WHERE report_type = $1 AND report_date = $2::date AND event_key = w.event_key OFFSET 0) m`;

/** An event whose report was issued again with other columns has another hash, and therefore another row. */
const SUPERSEDED = `
  INSERT INTO sundial_gone SELECT m.place, m.event_hash FROM sundial_batch b, LATERAL (
    SELECT ctid AS place, event_hash FROM sundial_events
    WHERE report_type = $1 AND report_date = $2::date AND event_key = b.event_key OFFSET 0) m
  WHERE m.event_hash <> decode(b.event_hash, 'hex')`;

const FORGET = 'DELETE FROM sundial_events WHERE ctid = ANY (ARRAY (SELECT place FROM sundial_gone))';

/** Gives rows of the existing ingestor the values that it leaves out: names in lower case, and facts about a source. */
const INSERT = `
  WITH written AS (
    INSERT INTO ss_events AS e (report_type, report_date, ${COLUMNS.join(', ')})
    SELECT DISTINCT ON (event_hash) $1, $2::date, ${COLUMNS.join(', ')} FROM sundial_batch ORDER BY event_hash
    ON CONFLICT (report_type, report_date, event_hash) DO UPDATE
    SET asn = excluded.asn, geo = excluded.geo, hostname = excluded.hostname
    WHERE (e.asn, e.geo, e.hostname) IS DISTINCT FROM (excluded.asn, excluded.geo, excluded.hostname)
    RETURNING xmax = 0 AS is_new)
  SELECT count(*) FILTER (WHERE is_new)::int AS inserted, (SELECT count(*)::int FROM sundial_batch) AS all FROM written`;

const REMEMBER = `
  INSERT INTO sundial_events (report_type, report_date, event_key, event_hash)
  SELECT $1, $2::date, event_key, decode(event_hash, 'hex') FROM sundial_batch ORDER BY event_key
  ON CONFLICT DO NOTHING`;

const DELETE = `
  DELETE FROM ss_events WHERE id = ANY (ARRAY (
    SELECT e.id FROM (SELECT DISTINCT event_hash FROM sundial_gone) g, LATERAL (
      SELECT id FROM ss_events WHERE report_type = $1 AND report_date = $2::date
        AND event_hash = encode(g.event_hash, 'hex') OFFSET 0) e
    WHERE (SELECT count(*) FROM sundial_events m
      WHERE m.report_type = $1 AND m.report_date = $2::date AND m.event_hash = g.event_hash) = 0))`;

const REPORT = `
  INSERT INTO ss_reports (report_type, report_date, event_count) VALUES ($1, $2::date, 0) ON CONFLICT DO NOTHING`;

const TO_COUNT = `
  INSERT INTO sundial_slices (report_type, report_date) VALUES ($1, $2::date) ON CONFLICT DO NOTHING`;
