// What both engines share: everything that goes through the ClickHouse client.
import type { ClickHouseClient } from '@clickhouse/client';
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

/** What differs between an embedded engine and a server. */
export interface EngineParts {
  readonly memoryLimitMib: number;
  /** How a few rows enter. */
  readonly insert: (table: string, rows: readonly object[]) => Promise<unknown>;
  /** How many rows enter: from a file that the engine reads, or as the body of a request. */
  readonly load: (table: string, native: NativeFile) => Promise<void>;
  /** Another connection, with these settings. */
  readonly connect: (settings: Readonly<Record<string, number>>) => Promise<ClickHouseClient>;
  readonly closed?: () => void;
}

export class ClientEngine implements Engine {
  constructor(
    readonly kind: Engine['kind'],
    private readonly client: ClickHouseClient,
    private readonly parts: EngineParts,
  ) {}

  async rows<Row>(sql: string, parameters: Parameters = {}): Promise<Row[]> {
    return this.guard(async () => {
      const result = await this.client.query({
        query: sql,
        query_params: { ...parameters },
        format: 'JSONEachRow',
      });
      return result.json<Row>();
    });
  }

  async bytes(sql: string, format: string, parameters: Parameters = {}): Promise<Buffer> {
    return this.guard(async () => {
      const result = await this.client.exec({
        query: `${sql} FORMAT ${format}`,
        query_params: { ...parameters },
      });
      const chunks: Buffer[] = [];
      for await (const chunk of result.stream) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    });
  }

  async run(sql: string, parameters: Parameters = {}): Promise<void> {
    await this.guard(() => this.client.command({ query: sql, query_params: { ...parameters } }));
  }

  async insert(table: string, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    await this.guard(() => this.parts.insert(table, rows));
  }

  async load(table: string, native: NativeFile): Promise<void> {
    await this.guard(() => this.parts.load(table, native));
  }

  async reader(limits: ReadLimits): Promise<Reader> {
    const { closed: _, ...parts } = this.parts;
    const settings = readerSettings(limits, parts.memoryLimitMib);
    return new ClientEngine(this.kind, await this.guard(() => parts.connect(settings)), parts);
  }

  async stop(mark: string): Promise<void> {
    // On a connection of its own, because one that works does not answer; ASYNC, because SYNC hangs (DECISIONS B5).
    const client = await this.parts.connect({});
    try {
      await client.command({
        query: `KILL QUERY WHERE position(query, ${literal(mark)}) > 0 AND query NOT LIKE 'KILL%' ASYNC`,
      });
    } finally {
      await client.close();
    }
  }

  async close(): Promise<void> {
    await this.client.close();
    this.parts.closed?.();
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      throw queryError(thrown, `${this.parts.memoryLimitMib} MiB, memory_limit_mib`);
    }
  }
}
