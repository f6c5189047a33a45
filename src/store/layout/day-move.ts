// Converts the rows of one day to the new layout, page by page, in a scratch table that is moved as a whole once verified.
import { createHash } from 'node:crypto';
import { carriedColumn } from '../../domain/carried-columns.js';
import { SundialError } from '../../domain/errors.js';
import { type Engine, literal } from '../engine/engine.js';
import { eachBinaryRow } from '../engine/row-binary.js';
import { scratchName } from '../engine/scratch.js';
import { FIRST_EVENT_ROWS, NEXT_EVENT_ROWS } from '../events/tables.js';
import { statementSql } from '../schema/create-table.js';
import { convertedColumns, convertSql } from './convert-sql.js';
import { FEEDERS, type KeyNames, keyNameValues, preimageSql } from './preimage-sql.js';

/** Computes event keys; provided by the code that reads reports. */
export interface KeyTools {
  /** The key of the hashed text of a row: 16 bytes, which the next call may overwrite. */
  readonly keyOf: (text: Buffer) => Buffer;
  /** Distinct column names in the order of event keys, with their tags. */
  readonly namesOf: (names: Iterable<string>) => KeyNames;
}

/** The values of a load that have to be equal in both layouts: its rows, and a sum over cells, lines and `first`. */
interface Proof {
  readonly rows: number;
  readonly sum: string;
}

/** Bytes per page, and the limits of a page in rows: keys are joined in memory, and small pages are slow. */
const PAGE_BYTES = 16 * 1024 * 1024;
const MOST_ROWS = 32_768;
const LEAST_ROWS = 64;
const SETTINGS =
  'SETTINGS max_threads = 1, max_insert_threads = 1, max_block_size = 8192, min_insert_block_size_bytes = 268435456';

/** The store keeps the merged parts of the scratch table, so merges are synced as well. */
const SYNCED_MERGES = `${NEXT_EVENT_ROWS.settings}, min_rows_to_fsync_after_merge = 1`;

interface Page {
  readonly part: string;
  readonly from: number;
  readonly to: number;
}

export class DayMove {
  private readonly scratch = scratchName();
  private readonly keys = scratchName();
  private readonly within: string;

  constructor(
    private readonly engine: Engine,
    private readonly tools: KeyTools,
    private readonly date: string,
  ) {
    this.within = `report_date = toDate(${literal(date)})`;
  }

  /** Moves the day unless an earlier call has. @throws SundialError `store-layout` */
  async move(progress: (rows: number) => void): Promise<void> {
    const { engine, scratch, keys, date } = this;
    const next = NEXT_EVENT_ROWS.name;
    const [before, after] = [await this.count(FIRST_EVENT_ROWS.name), await this.count(next)];
    // A day is moved in one step, after verification, so equal numbers show that the day was moved.
    if (before === after) return;
    if (after > 0) await engine.run(`ALTER TABLE ${next} DROP PARTITION ${literal(date)}`);
    await engine.run(statementSql({ ...NEXT_EVENT_ROWS, name: scratch, settings: SYNCED_MERGES }));
    await engine.run(`CREATE TABLE ${keys} (load UInt32, line UInt32, key String) ENGINE = Memory`);
    try {
      const headers = await headersOf(engine, this.tools, this.within);
      const expected = new Map<number, { rows: number; sum: bigint }>();
      let done = 0;
      for (const page of await this.pages()) {
        await this.movePage(page, headers, expected);
        done += page.to - page.from;
        progress(done);
      }
      await this.prove(expected, headers);
      await engine.run(`OPTIMIZE TABLE ${scratch} FINAL`);
      await engine.run(`ALTER TABLE ${scratch} MOVE PARTITION ${literal(date)} TO TABLE ${next}`);
    } finally {
      await engine.run(`DROP TABLE IF EXISTS ${scratch} SYNC`);
      await engine.run(`DROP TABLE IF EXISTS ${keys} SYNC`);
    }
    if ((await this.count(next)) !== before) throw this.differs(`some of the ${before} events are missing`);
  }

  private async count(table: string): Promise<number> {
    const [row] = await this.engine.rows<{ rows: number }>(
      `SELECT count() AS rows FROM ${table} WHERE ${this.within}`,
    );
    return row!.rows;
  }

  private async pages(): Promise<Page[]> {
    const parts = await this.engine.rows<{ part: string; rows: number; bytes: number }>(
      `SELECT name AS part, rows, data_uncompressed_bytes AS bytes FROM system.parts
       WHERE database = currentDatabase() AND table = {table:String} AND active AND partition = {date:String}
         AND partition_id NOT LIKE 'patch-%' ORDER BY name`,
      { table: FIRST_EVENT_ROWS.name, date: this.date },
    );
    return parts.flatMap(({ part, rows, bytes }) => {
      const fitting = Math.floor(PAGE_BYTES / Math.max(1, bytes / rows));
      const step = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, fitting));
      return Array.from({ length: Math.ceil(rows / step) }, (_, at) => ({
        ...{ part, from: at * step },
        to: Math.min(rows, (at + 1) * step),
      }));
    });
  }

  private async movePage(
    { part, from, to }: Page,
    { loads, keyNames, carried }: DayHeaders,
    expected: Map<number, { rows: number; sum: bigint }>,
  ): Promise<void> {
    const { engine, keys, scratch } = this;
    const where = `${this.within} AND _part = ${literal(part)} AND _part_offset >= ${from} AND _part_offset < ${to}`;
    const bytes = await engine.bytes(
      `SELECT e.load, e.line, e.first, ${preimageSql(new Set())} AS text
       FROM (SELECT * FROM ${FIRST_EVENT_ROWS.name} WHERE ${where}) AS e
       INNER JOIN (${FEEDERS}) AS feeder ON feeder.load = e.load ${SETTINGS}`,
      'RowBinary',
      { loads, ...keyNameValues(keyNames) },
    );
    const rows = [
      ...eachBinaryRow(bytes, (row) => {
        const [load, line, first, text] = [row.u32(), row.u32(), row.u8(), row.string()];
        addProof(expected, load, line, first, text);
        return { load, line, key: this.tools.keyOf(text).toString('hex') };
      }),
    ];
    if (rows.length === 0) return;
    await engine.insert(keys, rows);
    const columns = convertedColumns(carried).map((name) => `\`${name}\``);
    await engine.run(
      `INSERT INTO ${scratch} (${columns.join(', ')}, event_key)
       SELECT ${columns.map((name) => `e.${name}`).join(', ')}, reinterpretAsUInt128(unhex(computed.key))
       FROM (${convertSql(carried, where)}) AS e
       INNER JOIN ${keys} AS computed ON computed.load = e.load AND computed.line = e.line ${SETTINGS}`,
    );
    await engine.run(`TRUNCATE TABLE ${keys}`);
  }

  /** Compares the rows in the old layout with those in the new one. */
  private async prove(
    expected: ReadonlyMap<number, { rows: number; sum: bigint }>,
    { loads, keyNames, carried }: DayHeaders,
  ): Promise<void> {
    const proofs = await this.engine.rows<Proof & { load: number }>(
      `SELECT e.load AS load, count() AS rows, leftPad(lower(hex(sum(reinterpretAsUInt128(substring(SHA256(concat(
         reinterpretAsFixedString(e.line), reinterpretAsFixedString(e.first), ${preimageSql(carried)})), 1, 16))))), 32, '0') AS sum
       FROM (SELECT * FROM ${this.scratch}) AS e
       INNER JOIN (${FEEDERS}) AS feeder ON feeder.load = e.load
       GROUP BY e.load SETTINGS max_threads = 2, max_block_size = 8192`,
      { loads, ...keyNameValues(keyNames) },
    );
    const found = new Map(proofs.map((proof) => [proof.load, proof]));
    for (const [load, { rows, sum }] of expected) {
      const proof = found.get(load);
      const isEqual = proof?.rows === rows && proof.sum === sum.toString(16).padStart(32, '0');
      if (!isEqual) throw this.differs(`the rows of report ${load} would not be the same in the new layout`);
    }
    const rows = proofs.reduce((sum, proof) => sum + proof.rows, 0);
    const before = await this.count(FIRST_EVENT_ROWS.name);
    if (rows !== before) throw this.differs(`${before} events would become ${rows}`);
  }

  private differs(problem: string): SundialError {
    return new SundialError('store-layout', { what: this.date, problem });
  }
}

/** Rebuilds the first rows of a part, so that the caller can measure the time. @returns the number of rows */
export async function rebuildSample(
  tables: Pick<Engine, 'rows'>,
  tools: Pick<KeyTools, 'namesOf'>,
  { date, part }: { date: string; part: string },
  most: number,
): Promise<number> {
  const within = `report_date = toDate(${literal(date)}) AND _part = ${literal(part)} AND _part_offset < ${most}`;
  const { loads, keyNames } = await headersOf(tables, tools, within);
  const [row] = await tables.rows<{ rows: number }>(
    `SELECT count() AS rows, sum(length(${preimageSql(new Set())})) AS bytes
     FROM (SELECT * FROM ${FIRST_EVENT_ROWS.name} WHERE ${within}) AS e
     INNER JOIN (${FEEDERS}) AS feeder ON feeder.load = e.load ${SETTINGS}`,
    { loads, ...keyNameValues(keyNames) },
  );
  return row!.rows;
}

async function headersOf(
  tables: Pick<Engine, 'rows'>,
  tools: Pick<KeyTools, 'namesOf'>,
  within: string,
): Promise<DayHeaders> {
  const rows = await tables.rows<{ load: number; header: string[] }>(
    `SELECT load, header FROM reports
     WHERE load IN (SELECT DISTINCT load FROM ${FIRST_EVENT_ROWS.name} WHERE ${within}) ORDER BY load`,
  );
  const names = new Set(rows.flatMap(({ header }) => header));
  return {
    loads: rows.map(({ load }) => load),
    keyNames: tools.namesOf(names),
    carried: new Set([...names].filter((name) => carriedColumn(name))),
  };
}

/** The columns in the headers of a day's reports. */
interface DayHeaders {
  readonly loads: readonly number[];
  readonly keyNames: KeyNames;
  readonly carried: ReadonlySet<string>;
}

const MODULUS = 1n << 128n;

function addProof(
  proofs: Map<number, { rows: number; sum: bigint }>,
  load: number,
  line: number,
  first: number,
  text: Buffer,
): void {
  const head = Buffer.alloc(5);
  head.writeUInt32LE(line);
  head.writeUInt8(first, 4);
  const digest = createHash('sha256').update(head).update(text).digest();
  const value = digest.readBigUInt64LE(0) | (digest.readBigUInt64LE(8) << 64n);
  const before = proofs.get(load) ?? { rows: 0, sum: 0n };
  proofs.set(load, { rows: before.rows + 1, sum: (before.sum + value) % MODULUS });
}
