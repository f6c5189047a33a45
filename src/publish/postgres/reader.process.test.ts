// Checks the output to PostgreSQL against what was recorded of its neighbours: the rows of the existing ingestor, and
// the queries of IRIS Data Explorer with their results.
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Postgres, startPostgres, whyNoPostgres } from '../../enrich/testing/postgres.js';
import { CORPUS_MISSING, sharedData } from '../../records/testing/corpus.js';
import { eventsOfCsv, NEVER } from '../testing/events.js';
import { ingestorRow } from './ingestor-row.js';
import { deliver, INGESTOR_SCHEMA, outputTo, ROUND } from './testing/output.js';

interface RecordedRow {
  readonly report_type: string;
  readonly report_date: string;
  readonly ip_text: string;
  readonly hostname: string | null;
  readonly raw_data: Readonly<Record<string, string>>;
  readonly event_hash: string;
  readonly [column: string]: unknown;
}
interface Recorded {
  readonly reports: readonly {
    readonly report_type: string;
    readonly report_date: string;
    readonly input_csv: string;
  }[];
  readonly ss_events: readonly RecordedRow[];
}
type Row = Readonly<Record<string, unknown>> & { readonly raw_data: Readonly<Record<string, string>> };
interface Query {
  readonly call: string;
  readonly sql: readonly string[];
  readonly error: string | null;
  readonly result: { readonly recordsFiltered?: number; readonly data?: readonly Row[] } | null;
}

const rowsFile = sharedData('golden/postgres/s1-rows.json');
const queriesFile = sharedData('golden/postgres/reader-queries.json');
const missing = whyNoPostgres() ?? (rowsFile && queriesFile ? undefined : CORPUS_MISSING);
if (missing) console.warn(`The recorded queries on PostgreSQL are not tested: ${missing}`);
const read = <T>(file: string | undefined, empty: T): T =>
  file === undefined ? empty : JSON.parse(readFileSync(file, 'utf8'));
const { reports, ss_events: recorded } = read<Recorded>(rowsFile, { reports: [], ss_events: [] });
const queries = read<readonly Query[]>(queriesFile, []);

/** What Sundial writes differently: names in lower case, and facts about the source of an event. */
function asSundialWrites<R extends { readonly raw_data: Readonly<Record<string, string>> }>(row: R) {
  const { raw_data: raw } = row;
  const { hostname, asn, geo } = row as Readonly<Record<string, unknown>>;
  const isSource = !raw.ip && raw.src_ip;
  return {
    ...row,
    hostname: (hostname as string | null)?.toLowerCase() ?? ((isSource && raw.src_hostname) || null),
    asn: asn ?? (isSource && raw.src_asn ? Number(raw.src_asn) : null),
    geo: geo ?? ((isSource && raw.src_geo) || null),
  };
}

/** Calls that find more than the existing ingestor's rows, because of these differences. */
const FINDS_MORE: Readonly<Record<string, (row: Row) => boolean>> = {
  'case: ip, host, asn': ({ raw_data }) => raw_data.src_asn === '64500',
  'case: upper-case host in the report (hit only if stored lower-case)': ({ raw_data }) =>
    raw_data.hostname === 'NS2.Example.COM',
};

describe.skipIf(missing !== undefined)('the recorded neighbours of the output to PostgreSQL', () => {
  let server: Postgres;
  const slices = reports.map((report) => {
    const slice = { type: report.report_type, date: report.report_date };
    return { slice, events: eventsOfCsv(report.input_csv, slice) };
  });
  const known = new Set(recorded.map(({ event_hash }) => event_hash));
  beforeAll(async () => {
    server = await startPostgres();
    await server.run("CREATE ROLE shadowserver_viewer LOGIN PASSWORD 'viewer'");
    for (const name of ['old', 'new']) await server.run(`CREATE DATABASE ${name}`);
  });
  afterAll(() => server?.stop());

  it('a database of the existing ingestor gets no row twice', async () => {
    await server.run(INGESTOR_SCHEMA, 'old');
    const client = new pg.Client({ ...CLIENT, port: server.port, database: 'old' });
    await client.connect();
    for (const row of recorded)
      await client.query(
        `INSERT INTO ss_events (report_type, report_date, ip, hostname, raw_data, event_hash) VALUES ($1, $2::date, $3, $4, $5, $6)`,
        [
          row.report_type,
          row.report_date,
          row.ip_text,
          row.hostname,
          JSON.stringify(row.raw_data),
          row.event_hash,
        ],
      );
    const output = await outputTo(server.port, 'old');
    await output.prepare(NEVER);
    for (const { slice, events } of slices) await deliver(output, events, [], slice);
    await output.ended!(ROUND, NEVER);
    const { rows } = await client.query('SELECT event_hash FROM ss_events ORDER BY 1');
    const hashes = slices.flatMap(({ events }) => events.map((event) => ingestorRow(event).hash));
    expect(rows.map(({ event_hash }) => event_hash)).toEqual(hashes.toSorted());
    expect([...known].filter((hash) => !hashes.includes(hash))).toEqual([]);
    await client.end();
    await output.close();
  });

  describe('IRIS Data Explorer', () => {
    let reader: pg.Client;
    beforeAll(async () => {
      const output = await outputTo(server.port, 'new');
      await output.prepare(NEVER);
      // Those events of which the recorded database had rows.
      for (const { slice, events } of slices) {
        const stored = events.filter((event) => known.has(ingestorRow(event).hash));
        expect(await deliver(output, stored, [], slice)).toEqual([]);
      }
      await output.ended!({ ...ROUND, reports: 8, appeared: 19 }, NEVER);
      await output.close();
      reader = new pg.Client({
        ...CLIENT,
        user: 'shadowserver_viewer',
        password: 'viewer',
        port: server.port,
        database: 'new',
      });
      await reader.connect();
      await reader.query("SET datestyle = 'ISO'");
    });
    afterAll(() => reader?.end());

    it.each(queries.filter(({ result }) => result?.data))('$call', async ({ call, sql, result }) => {
      const { rows } = await reader.query<Row>(sql.at(-1)!);
      const more = FINDS_MORE[call];
      const found = rows.map(comparable);
      const expected = result!.data!.map((row) => comparable(asSundialWrites(row)));
      const isOrdered = sql.at(-1)!.includes('ORDER BY ip') || sql.at(-1)!.includes('ORDER BY asn');
      const sorted = (list: readonly string[]) => (isOrdered ? list : list.toSorted());
      expect(sorted(found.filter((_, at) => !more?.(rows[at]!)))).toEqual(sorted(expected));
      expect(found.length > expected.length).toBe(more !== undefined);
    });

    it.each(queries.filter(({ error }) => error !== null))(
      'fails as recorded: $call',
      async ({ sql, error }) => {
        const words = error!.replace(/^\w+: /, '').split('\n')[0]!;
        await expect(reader.query(sql.at(-1)!)).rejects.toThrow(words);
      },
    );

    it('its statistics and types', async () => {
      const [stats, log] = queries.find(({ call }) => call === 'stats')!.sql;
      expect((await reader.query(stats!)).rows[0]).toMatchObject({ total_events: '19', report_types: '8' });
      expect((await reader.query(log!)).rows).toMatchObject([
        { status: 'success', reports_found: 8, events_ingested: 19, events_skipped: 0, error_message: null },
      ]);
      const types = await reader.query(queries.find(({ call }) => call === 'report types')!.sql[0]!);
      expect(types.rows.map(({ report_type }) => report_type)).toEqual(
        [...new Set(recorded.map(({ report_type }) => report_type))].toSorted(),
      );
    });
  });
});

const CLIENT = {
  ...{ host: '127.0.0.1', user: 'cmdb', password: 'correct-horse' },
  types: { getTypeParser: (type: number) => PARSERS[type] ?? ((text: string) => text) },
} as pg.ClientConfig;
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  ...{ 20: String, 23: Number, 3802: JSON.parse },
};

/** A row without its number and time, and with AS numbers of both column types alike. */
function comparable({ id: _id, ingested_at: _time, ...row }: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries({ ...row, asn: row.asn === null ? null : Number(row.asn) });
  return JSON.stringify(entries.map(([name, value]) => [name, sortedNames(value)]).toSorted());
}

const sortedNames = (value: unknown) =>
  value !== null && typeof value === 'object' ? Object.entries(value).toSorted() : value;
