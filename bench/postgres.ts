// The postgres benchmark: the output to PostgreSQL against row-by-row inserts into the same tables with the same indexes.
import pg from 'pg';
import { loadCatalogue } from '../src/catalogue/index.js';
import { PASSWORD, type Postgres, startPostgres, USER } from '../src/enrich/testing/postgres.js';
import type { EventMessage } from '../src/publish/messages.js';
import { eventRow } from '../src/publish/postgres/event-row.js';
import { deliver, outputTo } from '../src/publish/postgres/testing/output.js';
import { eventsOfCsv, NEVER } from '../src/publish/testing/events.js';
import { reportText } from './make-report.js';
import { figure, machine, machineNote, type Sheet } from './sheet.js';

export interface PostgresBench {
  readonly rows: number;
}

const SLICE = { type: 'scan_ssl', date: '2026-01-15' } as const;
const BATCH_ROWS = 5_000;

interface Way {
  readonly name: string;
  /** Rows that this way writes: slow ways write fewer. */
  readonly rows: number;
  write(server: Postgres, database: string, events: readonly EventMessage[]): Promise<void>;
}

/** Writes the same events in each way, with and without the index on raw_data, into a database of its own each time. */
export async function benchPostgres({ rows }: PostgresBench): Promise<Sheet> {
  const columns = loadCatalogue().describe(SLICE.type).columns.slice(0, 74);
  const report = [...reportText({ columns, rows, date: SLICE.date, seed: 1 })].join('');
  const events = eventsOfCsv(report, SLICE);
  const few = Math.max(1, Math.floor(rows / 10));
  const ways: Way[] = [
    { name: 'row by row, a commit each', rows: few, write: (...to) => insertRows(...to, 'commits') },
    { name: 'row by row, one transaction', rows: few, write: (...to) => insertRows(...to, 'transaction') },
    { name: 'output', rows, write: sendBatches },
  ];
  const server = await startPostgres();
  try {
    // Tests do without; the cost of a commit is part of this comparison.
    await server.run('ALTER SYSTEM SET fsync = on');
    await server.run('SELECT pg_reload_conf()');
    const lines: Line[] = [];
    for (const hasIndex of [true, false])
      for (const way of ways) lines.push(await measured(server, way, events.slice(0, way.rows), hasIndex));
    return sheetOf(lines, columns.length, rows);
  } finally {
    await server.stop();
  }
}

interface Line {
  readonly name: string;
  readonly hasIndex: boolean;
  readonly rows: number;
  readonly seconds: number;
  readonly rate: number;
}

async function measured(
  server: Postgres,
  { name, write }: Way,
  events: readonly EventMessage[],
  hasIndex: boolean,
): Promise<Line> {
  const database = `bench_${hasIndex ? 'gin' : 'plain'}_${name.replaceAll(/\W/g, '')}`.toLowerCase();
  await server.run(`CREATE DATABASE ${database}`);
  const output = await outputTo(server.port, database, { index_raw_data: hasIndex });
  await output.prepare(NEVER);
  await output.close();
  const start = performance.now();
  await write(server, database, events);
  const seconds = (performance.now() - start) / 1000;
  const { rows } = await server.run('SELECT count(*)::int AS rows FROM ss_events', database);
  if (rows[0].rows !== events.length)
    throw new Error(`${name}: ${rows[0].rows} rows instead of ${events.length}`);
  return { name, hasIndex, rows: events.length, seconds, rate: events.length / seconds };
}

async function sendBatches(
  server: Postgres,
  database: string,
  events: readonly EventMessage[],
): Promise<void> {
  const output = await outputTo(server.port, database);
  for (let at = 0; at < events.length; at += BATCH_ROWS)
    await deliver(output, events.slice(at, at + BATCH_ROWS), [], SLICE);
  await output.close();
}

/** The statement of the existing ingestor, for each row. */
async function insertRows(
  { port }: Postgres,
  database: string,
  events: readonly EventMessage[],
  how: 'commits' | 'transaction',
): Promise<void> {
  const client = new pg.Client({ host: '127.0.0.1', port, database, user: USER, password: PASSWORD });
  await client.connect();
  if (how === 'transaction') await client.query('BEGIN');
  for (const event of events)
    await client.query(INSERT, [
      ...[SLICE.type, SLICE.date],
      ...Object.values(eventRow(event, 4_294_967_295)),
    ]);
  if (how === 'transaction') await client.query('COMMIT');
  await client.end();
}

const INSERT = `
  INSERT INTO ss_events (report_type, report_date, ip, port, asn, geo, hostname, tag, severity, raw_data, event_hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (report_type, report_date, event_hash) DO NOTHING`;

function sheetOf(lines: readonly Line[], columns: number, rows: number): Sheet {
  const times = ({ rate, hasIndex }: Line, name: string) =>
    rate / lines.find((line) => line.name.endsWith(name) && line.hasIndex === hasIndex)!.rate;
  return {
    title: `postgres: ${figure(rows)} rows of ${columns} columns`,
    columns: ['', 'index on raw_data', 'rows', 's', 'rows/s', 'times commits', 'times transaction'],
    rows: lines.map((line) => [
      ...[
        line.name,
        line.hasIndex ? 'yes' : 'no',
        figure(line.rows),
        figure(line.seconds, 1),
        figure(line.rate),
      ],
      ...[figure(times(line, 'a commit each'), 1), figure(times(line, 'one transaction'), 1)],
    ]),
    notes: [
      'PostgreSQL on this machine, with fsync; the same indexes in all ways. The output also writes what it has sent.',
      machineNote(),
    ],
    figures: { machine: machine(), rows, columns, lines },
  };
}
