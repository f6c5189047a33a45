// Checks the output to PostgreSQL on a real server: new and adopted tables, repeated batches, withdrawals, shared rows,
// rows of others, counts and the log.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Postgres, startPostgres, whyNoPostgres } from '../../enrich/testing/postgres.js';
import type { Output } from '../output.js';
import { eventOf, NEVER, SLICE } from '../testing/events.js';
import { ingestorRow } from './ingestor-row.js';
import { deliver, INGESTOR_SCHEMA, outputTo, ROUND } from './testing/output.js';

const missing = whyNoPostgres();
if (missing) console.warn(`The output to PostgreSQL is not tested: ${missing}`);

const COLUMNS = ['timestamp', 'ip', 'port', 'hostname', 'asn', 'tag'];
/** Half of a surrogate pair becomes the replacement character. */
const held = (text: string) => text.replace(/^\ud800$/, '\ufffd');
const event = (number: number, more: Readonly<Record<string, string>> = {}, columns = COLUMNS) =>
  eventOf(columns, { timestamp: '2026-01-15 00:00:00', ip: `192.0.2.${number}`, port: '123', ...more });

// In CI, PostgreSQL has to be installed.
describe.skipIf(missing !== undefined && process.env.CI !== 'true')('the output to PostgreSQL', () => {
  let server: Postgres;
  let made = 0;
  beforeAll(async () => {
    expect(missing).toBeUndefined();
    server = await startPostgres();
    await server.run("CREATE ROLE shadowserver_viewer LOGIN PASSWORD 'viewer'");
  });
  afterAll(() => server?.stop());

  /** A database of its own, with an output to it. */
  async function world(sql = '', values: Record<string, unknown> = {}) {
    const name = `base_${++made}`;
    await server.run(`CREATE DATABASE ${name}`);
    const run = (text: string) => server.run(text, name);
    if (sql !== '') await run(sql);
    const output = await outputTo(server.port, name, values);
    const rows = async (text: string) => (await run(text)).rows;
    return { name, output, run, rows };
  }
  const ips = async (rows: (sql: string) => Promise<{ ip: string }[]>) =>
    (await rows('SELECT host(ip) AS ip FROM ss_events ORDER BY ip')).map(({ ip }) => ip);

  async function prepared(sql = '', values: Record<string, unknown> = {}) {
    const one = await world(sql, values);
    await one.output.prepare(NEVER);
    return one;
  }

  const facts = async (output: Output) => Object.fromEntries((await output.check(NEVER)).facts);

  it('creates its tables once, lets the reader read them, and changes nothing when it checks', async () => {
    const { output, rows } = await world();
    expect(await facts(output)).toMatchObject({ tables: 'will be created', encryption: 'TLSv1.3' });
    expect(await rows("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")).toEqual([]);
    await output.prepare(NEVER);
    await output.prepare(NEVER);
    expect(await facts(output)).toMatchObject({ tables: 'exist', 'type of asn': 'bigint' });
    const readable = await rows(
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND has_table_privilege('shadowserver_viewer', oid, 'SELECT') ORDER BY 1",
    );
    expect(readable.map(({ relname }) => relname)).toEqual(['ss_events', 'ss_ingestion_log', 'ss_reports']);
    expect(await rows("SELECT 1 FROM pg_indexes WHERE indexdef LIKE '%USING gin%'")).toEqual([]);
    await output.close();
  });

  it('creates the index on raw_data on request, and needs no reader', async () => {
    const { output, rows } = await prepared('', { index_raw_data: true, reader_role: "no'body" });
    expect(await rows("SELECT 1 FROM pg_indexes WHERE indexdef LIKE '%gin (raw_data)'")).toHaveLength(1);
    await output.close();
  });

  it('holds the same after a repeated batch, whole or cut differently', async () => {
    const { output, rows } = await prepared();
    const events = [event(1), event(2), event(3, { hostname: 'A.Example.COM', asn: '4200000001' })];
    for (const batch of [events, events, events.slice(1), events.toReversed()])
      expect(await deliver(output, batch)).toEqual([]);
    await output.ended!(ROUND, NEVER);
    expect(await rows('SELECT host(ip) AS ip, port, hostname, asn::text FROM ss_events ORDER BY ip')).toEqual(
      [
        { ip: '192.0.2.1', port: 123, hostname: null, asn: null },
        { ip: '192.0.2.2', port: 123, hostname: null, asn: null },
        { ip: '192.0.2.3', port: 123, hostname: 'a.example.com', asn: '4200000001' },
      ],
    );
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 3 }]);
    expect(
      await rows(
        'SELECT status, reports_found, events_ingested, events_skipped, error_message FROM ss_ingestion_log',
      ),
    ).toEqual([
      { status: 'success', reports_found: 1, events_ingested: 3, events_skipped: 8, error_message: null },
    ]);
    await output.close();
  });

  it('deletes withdrawn events, also those of a batch with others, and none that were never sent', async () => {
    const { output, rows } = await prepared();
    await deliver(output, [event(1), event(2), event(3)]);
    await output.ended!(ROUND, NEVER);
    await deliver(output, [event(4)], [event(1), event(9)]);
    await deliver(output, [], [event(2)]);
    await deliver(output, [], [event(2)]);
    expect(await ips(rows)).toEqual(['192.0.2.3', '192.0.2.4']);
    await output.ended!(ROUND, NEVER);
    expect(await rows('SELECT event_count FROM ss_reports')).toEqual([{ event_count: 2 }]);
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 2 }]);
    await output.close();
  });

  it('keeps a row that two events share until both are withdrawn', async () => {
    const { output, rows } = await prepared();
    // The existing ingestor keeps the last of several cells with one name.
    const columns = [...COLUMNS, 'tag#2'];
    const [one, other] = [
      event(1, { tag: 'a', 'tag#2': 'x' }, columns),
      event(1, { tag: 'b', 'tag#2': 'x' }, columns),
    ];
    await deliver(output, [one!, other!]);
    expect(await ips(rows)).toEqual(['192.0.2.1']);
    await deliver(output, [], [one!]);
    expect(await ips(rows)).toEqual(['192.0.2.1']);
    await deliver(output, [], [other!]);
    expect(await ips(rows)).toEqual([]);
    await output.close();
  });

  it('replaces the row of an event whose report got another column, and deletes it by its key', async () => {
    const { output, rows } = await prepared();
    const later = event(1, {}, [...COLUMNS, 'naics']);
    await deliver(output, [event(1), event(2)]);
    await deliver(output, [later]);
    expect(await rows("SELECT raw_data ? 'naics' AS has FROM ss_events ORDER BY ip")).toEqual([
      { has: true },
      { has: false },
    ]);
    await deliver(output, [], [event(1)]);
    expect(await ips(rows)).toEqual(['192.0.2.2']);
    await output.close();
  });

  it('adopts the tables of the existing ingestor, and never deletes a row that it did not send', async () => {
    const { output, run, rows } = await world(INGESTOR_SCHEMA);
    const shared = event(1, { hostname: 'WWW.Example.com' });
    const foreign = event(7);
    for (const [number, { json, hash }] of [ingestorRow(shared), ingestorRow(foreign)].entries())
      await run(`INSERT INTO ss_events (report_type, report_date, ip, hostname, raw_data, event_hash) VALUES
        ('scan_ntp', '15.01.2026', '192.0.2.${number === 0 ? 1 : 7}', 'WWW.Example.com', '${json}', '${hash}')`);
    await run(
      "INSERT INTO ss_reports (report_type, report_date, event_count) VALUES ('scan_ntp', '15.01.2026', 99)",
    );
    expect(await facts(output)).toMatchObject({
      tables: 'exist already and will be adopted',
      'type of asn': expect.stringContaining('integer'),
    });
    await output.prepare(NEVER);
    await deliver(output, [shared, event(2, { asn: '4200000001' })]);
    await output.ended!(ROUND, NEVER);
    expect(await rows('SELECT host(ip) AS ip, hostname, asn FROM ss_events ORDER BY ip')).toEqual([
      { ip: '192.0.2.1', hostname: 'www.example.com', asn: null },
      { ip: '192.0.2.2', hostname: null, asn: null },
      { ip: '192.0.2.7', hostname: 'WWW.Example.com', asn: null },
    ]);
    expect(await rows('SELECT event_count FROM ss_reports')).toEqual([{ event_count: 3 }]);
    await deliver(output, [], [shared, foreign, event(2)]);
    await deliver(output, [], [event(2, { asn: '4200000001' })]);
    expect(await ips(rows)).toEqual(['192.0.2.7']);
    await output.close();
  });

  it('deletes no row of others after the table was emptied by hand and its numbers began again', async () => {
    const { output, run, rows } = await prepared();
    await deliver(output, [event(1)]);
    const { json, hash } = ingestorRow(event(7));
    await run(`TRUNCATE ss_events RESTART IDENTITY;
      INSERT INTO ss_events (report_type, report_date, ip, raw_data, event_hash)
      VALUES ('scan_ntp', '15.01.2026', '192.0.2.7', '${json}', '${hash}')`);
    await deliver(output, [event(2)], [event(1)]);
    expect(await ips(rows)).toEqual(['192.0.2.2', '192.0.2.7']);
    await output.close();
  });

  it('puts back a row that was deleted by hand when it sends the event again', async () => {
    const { output, run, rows } = await prepared();
    await deliver(output, [event(1), event(2)]);
    await run("DELETE FROM ss_events WHERE ip = '192.0.2.1'");
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 1 }]);
    await deliver(output, [event(1), event(2)]);
    expect(await ips(rows)).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(await output.counts!(NEVER)).toEqual([{ ...SLICE, events: 2 }]);
    await output.close();
  });

  it('counts what a killed run left uncounted', async () => {
    const { name, output, rows } = await prepared();
    await deliver(output, [event(1), event(2)]);
    await output.close();
    const next = await outputTo(server.port, name);
    await next.ended!({ ...ROUND, appeared: 0 }, NEVER);
    expect(await rows('SELECT event_count FROM ss_reports')).toEqual([{ event_count: 2 }]);
    expect(await rows('SELECT 1 FROM ss_ingestion_log')).toEqual([]);
    await next.close();
  });

  it('writes hostile values, each as far as the table can hold it', async () => {
    const { output, rows } = await prepared();
    const columns = ['ip', 'hostname', 'tag', 'banner', '__proto__', '$a.b', "x'; DROP TABLE ss_events; --"];
    const values = ['=cmd()', 'a\0b', '\\N', '\\.', 'a\tb\nc\rd', '\ud800', '\u{1f600}', 'x'.repeat(100_000)];
    const events = values.map((value, number) =>
      eventOf(columns, {
        ...{ ip: `198.51.100.${number}`, hostname: value, tag: value, banner: value },
        ...JSON.parse(`{"__proto__":"p","$a.b":"q"}`),
      }),
    );
    expect(await deliver(output, events)).toEqual([]);
    const stored = await rows("SELECT tag, raw_data->>'banner' AS banner FROM ss_events ORDER BY ip");
    expect(stored.map(({ banner }) => banner)).toEqual(
      values.map((value) => held(value.replace('\0', '\\x00'))),
    );
    expect(stored.map(({ tag }) => tag)).toEqual(
      values.map((value) => (/\0|x{9}/.test(value) ? null : held(value))),
    );
    await output.close();
  });

  it('refuses a single row that the table does not accept, and writes the others', async () => {
    const { output, run, rows } = await prepared();
    await deliver(output, [event(99)]);
    await run("ALTER TABLE ss_events ADD CHECK (tag <> 'bad')");
    const bad = event(3, { tag: 'bad' });
    const refused = await deliver(output, [event(1), event(2), bad, event(4)], [event(99)]);
    expect(refused.map(({ id }) => id)).toEqual([bad.id]);
    expect(refused[0]!.error.message).toContain(`does not accept event ${bad.id}`);
    expect(await ips(rows)).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.4']);
    await output.close();
  });

  it.each([
    [
      'another table of that name',
      'CREATE TABLE ss_events (id INTEGER)',
      'the table ss_events has no column report_type',
    ],
    [
      'a table without its unique key',
      `${INGESTOR_SCHEMA} ALTER TABLE ss_events DROP CONSTRAINT ss_events_report_type_report_date_event_hash_key`,
      'is not unique over report_type, report_date, event_hash',
    ],
    [
      'tables of a later version',
      'CREATE TABLE sundial_schema (version INTEGER); INSERT INTO sundial_schema VALUES (99)',
      'a later version of Sundial',
    ],
  ])('refuses %s and leaves it alone', async (_of, sql, words) => {
    const { output, rows } = await world(sql);
    const before = await rows(
      "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
    );
    await expect(output.prepare(NEVER)).rejects.toThrow(words);
    expect(
      await rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"),
    ).toEqual(before);
    await output.close();
  });
});
