// The tables of the existing ingestor, and the tables in which Sundial records the events that it has sent.
import type { Client } from 'pg';
import { SundialError } from '../../domain/errors.js';
import type { PostgresTarget } from './target.js';

/** The tables of the existing ingestor (schema.py), which IRIS Data Explorer reads. */
export const INGESTOR_TABLES = ['ss_events', 'ss_reports', 'ss_ingestion_log'] as const;
type IngestorTable = (typeof INGESTOR_TABLES)[number];

const CREATE: Readonly<Record<IngestorTable, string>> = {
  // The existing ingestor has an INTEGER for asn, which ends at 2147483647.
  ss_events: `CREATE TABLE ss_events (
      id BIGSERIAL PRIMARY KEY, report_type TEXT NOT NULL, report_date DATE NOT NULL, ip INET, port INTEGER,
      asn BIGINT, geo TEXT, hostname TEXT, tag TEXT, severity TEXT, raw_data JSONB NOT NULL, event_hash TEXT NOT NULL,
      ingested_at TIMESTAMPTZ NOT NULL DEFAULT now(), UNIQUE (report_type, report_date, event_hash));
    CREATE INDEX idx_ss_events_ip ON ss_events (ip);
    CREATE INDEX idx_ss_events_asn ON ss_events (asn);
    CREATE INDEX idx_ss_events_geo ON ss_events (geo);
    CREATE INDEX idx_ss_events_tag ON ss_events (tag);
    CREATE INDEX idx_ss_events_severity ON ss_events (severity);
    CREATE INDEX idx_ss_events_report_date ON ss_events (report_date);
    CREATE INDEX idx_ss_events_report_type ON ss_events (report_type)`,
  ss_reports: `CREATE TABLE ss_reports (
      report_id BIGSERIAL PRIMARY KEY, report_type TEXT NOT NULL, report_date DATE NOT NULL,
      event_count INTEGER DEFAULT 0, ingested_at TIMESTAMPTZ NOT NULL DEFAULT now(), UNIQUE (report_type, report_date))`,
  ss_ingestion_log: `CREATE TABLE ss_ingestion_log (
      id BIGSERIAL PRIMARY KEY, run_started TIMESTAMPTZ NOT NULL DEFAULT now(), run_finished TIMESTAMPTZ,
      status TEXT NOT NULL DEFAULT 'running', reports_found INTEGER, events_ingested INTEGER, events_skipped INTEGER,
      error_message TEXT)`,
};

const RAW_DATA_INDEX = 'CREATE INDEX idx_ss_events_raw_data ON ss_events USING GIN (raw_data)';

/**
 * The steps of Sundial's own tables; a released step never changes. `sundial_events` records the row of `ss_events` that
 * holds an event: rows without an event are never deleted, and a row with two events is deleted with the second event.
 * The beginning of the row's hash is recorded beside its id, because ids may begin again after a TRUNCATE.
 * `sundial_slices` lists types and dates whose `event_count` has to be set.
 */
const STEPS: readonly string[] = [
  `CREATE TABLE sundial_events (
      row_id BIGINT NOT NULL, hash_start BIGINT NOT NULL, event_key UUID NOT NULL, report_date DATE NOT NULL,
      report_type TEXT NOT NULL, PRIMARY KEY (report_type, report_date, event_key));
    CREATE INDEX sundial_events_row ON sundial_events (row_id);
    CREATE TABLE sundial_slices (
      report_type TEXT NOT NULL, report_date DATE NOT NULL, PRIMARY KEY (report_type, report_date))`,
];

/** One of Sundial's transactions at a time in a database; the number has no meaning ("sundial" in ASCII). */
export const LOCK = "SELECT pg_advisory_xact_lock(x'73756e6469616c'::bigint)";

/**
 * Creates missing tables, and grants SELECT on the ingestor's tables to the role if it exists. Existing tables stay
 * unchanged.
 *
 * @throws SundialError `postgres-tables` for tables that cannot be used
 */
export async function createTables(
  client: Client,
  target: PostgresTarget,
  options: { readonly readerRole: string; readonly indexRawData: boolean },
): Promise<void> {
  await client.query(LOCK);
  for (const table of INGESTOR_TABLES) {
    if (await exists(client, table)) continue;
    await client.query(CREATE[table]);
    if (table === 'ss_events' && options.indexRawData) await client.query(RAW_DATA_INDEX);
  }
  await refuseOtherTables(client, target);
  await migrate(client, target);
  if (options.readerRole !== '') await grantReading(client, options.readerRole);
}

async function migrate(client: Client, { what }: PostgresTarget): Promise<void> {
  if (!(await exists(client, 'sundial_schema')))
    await client.query(
      'CREATE TABLE sundial_schema (version INTEGER NOT NULL); INSERT INTO sundial_schema VALUES (0)',
    );
  const { rows } = await client.query<{ version: number }>('SELECT version FROM sundial_schema');
  const version = rows[0]?.version ?? 0;
  if (version > STEPS.length)
    throw new SundialError('postgres-tables', {
      what,
      problem: `a later version of Sundial has written to it (schema ${version}; this version knows ${STEPS.length})`,
      advice: 'use that version or another database',
    });
  for (const step of STEPS.slice(version)) await client.query(step);
  if (version < STEPS.length) await client.query('UPDATE sundial_schema SET version = $1', [STEPS.length]);
}

/** Only the owner of a table can grant rights to it. */
async function grantReading(client: Client, role: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c, pg_roles r
     WHERE c.oid = ANY (ARRAY[${INGESTOR_TABLES.map((table) => `to_regclass('${table}')`)}]) AND r.rolname = $1
       AND pg_has_role(c.relowner, 'USAGE') AND NOT has_table_privilege(r.oid, c.oid, 'SELECT')`,
    [role],
  );
  for (const { name } of rows)
    await client.query(`GRANT SELECT ON ${name} TO ${client.escapeIdentifier(role)}`);
}

export async function exists(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query('SELECT to_regclass($1) IS NOT NULL AS found', [table]);
  return rows[0].found;
}

/** The columns that Sundial writes or reads. */
const NEEDED: Readonly<Record<IngestorTable, readonly string[]>> = {
  ss_events: [
    ...['id', 'report_type', 'report_date', 'ip', 'port', 'asn', 'geo', 'hostname', 'tag', 'severity'],
    ...['raw_data', 'event_hash'],
  ],
  ss_reports: ['report_type', 'report_date', 'event_count'],
  ss_ingestion_log: [
    ...['run_started', 'run_finished', 'status', 'reports_found', 'events_ingested', 'events_skipped'],
    'error_message',
  ],
};

/** Columns over which a table has to be unique, so that repeating a batch changes nothing. */
const UNIQUE: Readonly<Partial<Record<IngestorTable, readonly string[]>>> = {
  ss_events: ['report_type', 'report_date', 'event_hash'],
  ss_reports: ['report_type', 'report_date'],
};

/** Refuses existing tables that only share the name. @throws SundialError `postgres-tables` */
export async function refuseOtherTables(client: Client, { what }: PostgresTarget): Promise<void> {
  for (const table of INGESTOR_TABLES) {
    if (!(await exists(client, table))) continue;
    const columns = await columnsOf(client, table);
    const missing = NEEDED[table].filter((column) => !columns.includes(column));
    const advice = 'choose another database, or rename the table';
    if (missing.length > 0)
      throw new SundialError('postgres-tables', {
        ...{ what, advice, problem: `the table ${table} has no column ${missing.join(', ')}` },
      });
    const unique = UNIQUE[table];
    if (unique && !(await isUnique(client, table, unique)))
      throw new SundialError('postgres-tables', {
        ...{ what, problem: `the table ${table} is not unique over ${unique.join(', ')}` },
        advice: `run CREATE UNIQUE INDEX ON ${table} (${unique.join(', ')})`,
      });
  }
}

async function columnsOf(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT attname AS name FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped',
    [table],
  );
  return rows.map(({ name }) => name);
}

async function isUnique(client: Client, table: string, columns: readonly string[]): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM pg_index i WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indpred IS NULL AND $2::text[] = (
       SELECT array_agg(a.attname::text ORDER BY a.attname) FROM pg_attribute a
       WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[]))`,
    [table, columns.toSorted()],
  );
  return rows.length > 0;
}

/** The type of the column asn: integer in tables of the existing ingestor, bigint in those of Sundial. */
export async function asnType(client: Client): Promise<string> {
  const { rows } = await client.query<{ type: string }>(
    `SELECT atttypid::regtype::text AS type FROM pg_attribute
     WHERE attrelid = to_regclass('ss_events') AND attname = 'asn'`,
  );
  return rows[0]?.type ?? 'bigint';
}
