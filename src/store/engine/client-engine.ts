// The common part of both engines: access through the ClickHouse client, and how many statements run at once.
import type { ClickHouseClient } from '@clickhouse/client';
import { SundialError } from '../../domain/errors.js';
import {
  type Engine,
  literal,
  type NativeFile,
  type Parameters,
  queryError,
  type Reader,
  type ReadLimits,
  readerSettings,
} from './engine.js';
import { Lane } from './lane.js';
import { type Places, PlacesInOrder } from './places.js';
import { QuestionPlaces } from './question-places.js';
import { changedTable, TableWrites } from './table-writes.js';

/** The differences between an embedded engine and a server. */
export interface EngineParts {
  readonly kind: Engine['kind'];
  readonly memoryLimitMib: number;
  /** The data folder or the server, for messages. */
  readonly place: string;
  readonly isReadOnly?: boolean;
  /** Binds values to a statement: in its text, or as separate parameters. */
  readonly bind: (sql: string, parameters: Parameters) => Statement;
  /** Inserts a few rows. */
  readonly insert: (client: ClickHouseClient, table: string, rows: readonly object[]) => Promise<unknown>;
  /** Inserts many rows: from a file that the engine reads, or as the body of a request. */
  readonly load: (client: ClickHouseClient, table: string, native: NativeFile) => Promise<void>;
  /** Opens another connection, with these settings in addition to the common ones. */
  readonly connect: (settings: Readonly<Record<string, number>>) => Promise<ClickHouseClient>;
  readonly closed?: () => void;
  /** Called with the engine's error when a statement meets a damaged part of the store. */
  readonly damaged?: (problem: string) => void;
  /** Called before a statement that changes definitions of tables or removes whole parts. */
  readonly reshaping?: () => void;
}

export interface Statement {
  readonly query: string;
  readonly query_params?: Record<string, unknown>;
}

/**
 * How many statements of each lane run at once: a few heavy questions keep both cores of a small machine busy, and each
 * of them may use the whole memory limit. The pipeline never waits for questions (ADR 5).
 */
const WRITES = 1;
const OWN_READS = 2;
const EDITS = 1;

interface Lanes {
  readonly writes: Lane;
  readonly reads: Lane;
  readonly questions: Lane;
  readonly edits: Lane;
}

/** What the engine has in common with itself in other lanes. */
interface Shared {
  readonly lanes: Lanes;
  readonly writes: TableWrites;
}

/** Opens the engine's first connection. @throws errors of connecting */
export async function openClientEngine(parts: EngineParts): Promise<Engine> {
  const lane = (places: Places) => new Lane(() => parts.connect({}), places);
  const lanes = {
    writes: lane(new PlacesInOrder(WRITES)),
    reads: lane(new PlacesInOrder(OWN_READS)),
    questions: lane(new QuestionPlaces()),
    edits: lane(new PlacesInOrder(EDITS)),
  };
  await lanes.writes.use(async () => {});
  return new ClientEngine(parts, { lanes, writes: new TableWrites() }, lanes.reads, lanes.writes);
}

class ClientEngine implements Engine {
  constructor(
    private readonly parts: EngineParts,
    private readonly shared: Shared,
    /** The lanes of queries and statements. */
    private readonly reading: Lane,
    private readonly changing: Lane,
  ) {}

  get kind(): Engine['kind'] {
    return this.parts.kind;
  }

  get isReadOnly(): boolean {
    return this.parts.isReadOnly ?? false;
  }

  async rows<Row>(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    return this.guard(() => this.reading.use((client) => this.rowsFrom<Row>(client, sql, parameters)));
  }

  async bytes(sql: string, format: string, parameters: Parameters = {}): Promise<Buffer> {
    return this.guard(() => this.reading.use((client) => this.bytesFrom(client, sql, format, parameters)));
  }

  async run(sql: string, parameters: Parameters = {}): Promise<void> {
    if (reshapes(sql)) this.parts.reshaping?.();
    const statement = this.parts.bind(sql, parameters);
    await this.write(changedTable(sql), () => this.changing.use((client) => client.command(statement)));
  }

  async insert(table: string, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    await this.write(table, () => this.changing.use((client) => this.parts.insert(client, table, rows)));
  }

  async load(table: string, native: NativeFile): Promise<void> {
    const { writes: lane } = this.shared.lanes;
    await this.write(table, () => lane.use((client) => this.parts.load(client, table, native)));
  }

  questions(): Engine {
    const { questions } = this.shared.lanes;
    return new ClientEngine(this.parts, this.shared, questions, questions);
  }

  edits(): Engine {
    const { edits } = this.shared.lanes;
    return new ClientEngine(this.parts, this.shared, edits, edits);
  }

  async reader(limits: ReadLimits): Promise<Reader> {
    const settings = readerSettings(limits, this.parts.memoryLimitMib);
    const client = await this.guard(() => this.parts.connect(settings));
    const inTurn = <T>(work: () => Promise<T>) => this.guard(() => this.shared.lanes.questions.turn(work));
    return {
      rows: <Row>(sql: string, parameters: Parameters = {}) =>
        inTurn(() => this.rowsFrom<Row>(client, sql, parameters)),
      bytes: (sql, format, parameters = {}) => inTurn(() => this.bytesFrom(client, sql, format, parameters)),
      close: () => client.close(),
    };
  }

  async stop(mark: string): Promise<void> {
    // On a separate connection, because a busy connection does not answer; ASYNC, because SYNC hangs
    // (decisions.md#cancelling).
    const client = await this.parts.connect({});
    // A statement without comments has its mark as a setting, which a later one on the connection may still have.
    const isMarked = `position(query, ${literal(mark)}) > 0
      OR (Settings['log_comment'] = ${literal(mark)} AND position(query, '/*') = 0)`;
    try {
      await client.command({
        query: `KILL QUERY WHERE (${isMarked}) AND query NOT LIKE 'KILL%' ASYNC`,
      });
    } finally {
      await client.close();
    }
  }

  writes(tables?: readonly string[]): number | undefined {
    return this.kind === 'embedded' ? this.shared.writes.of(tables) : undefined;
  }

  async close(): Promise<void> {
    for (const lane of Object.values(this.shared.lanes)) await lane.close();
    this.parts.closed?.();
  }

  private async rowsFrom<Row>(client: ClickHouseClient, sql: string, parameters: Parameters): Promise<Row[]> {
    const result = await client.query({ ...this.parts.bind(sql, parameters), format: 'JSONEachRow' });
    return result.json<Row>();
  }

  private async bytesFrom(
    client: ClickHouseClient,
    sql: string,
    format: string,
    parameters: Parameters,
  ): Promise<Buffer> {
    const result = await client.exec(this.parts.bind(`${sql} FORMAT ${format}`, parameters));
    const chunks: Buffer[] = [];
    for await (const chunk of result.stream) chunks.push(chunk as Buffer);
    // The embedded engine returns one chunk; a copy of every page of a long download would be garbage at once.
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }

  /** Counts a statement when it has ended: until then, queries may or may not see its changes. */
  private async write(table: string | undefined, work: () => Promise<unknown>): Promise<void> {
    try {
      await this.guard(work);
    } finally {
      this.shared.writes.add(table);
    }
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      // A question that was cancelled, or for which there was no place, did not reach the engine.
      if (thrown instanceof SundialError) throw thrown;
      const error = queryError(
        thrown,
        `${this.parts.memoryLimitMib} MiB, memory_limit_mib`,
        this.parts.place,
      );
      if (error.code === 'store-damaged') this.parts.damaged?.(String(error.details.problem));
      throw error;
    }
  }
}

/** Whether a statement changes table definitions or removes parts. Scratch tables are not copied, and every opening creates the migrations table if it is missing, so neither counts. */
function reshapes(sql: string): boolean {
  return (
    /^\s*(ALTER|TRUNCATE|DROP|RENAME|OPTIMIZE|CREATE (VIEW|TABLE IF NOT EXISTS (?!migrations)))\b/.test(
      sql,
    ) && !sql.includes('scratch_')
  );
}
