// The store's figures for those who watch it from outside: how much it holds, and what became of what was listed.
import type { Engine } from '../engine/engine.js';
import type { StatedRowCounts } from '../sources/stated-rows.js';

export interface TableSize {
  readonly table: string;
  readonly rows: number;
  /** On disk, as the engine counts it. */
  readonly bytes: number;
}

export interface Figures {
  /** Reports of which a version is in use. */
  readonly reports: number;
  /** Events that are counted once and kept, and rows set aside, as the ledger has them. */
  readonly events: number;
  readonly quarantined: number;
  /** What the Reports API listed, by what became of it. */
  readonly listings: readonly { readonly state: string; readonly reports: number }[];
  /** Reports of the days asked for with another number of rows than their publisher states. */
  readonly rowDifferences: number;
  readonly tables: readonly TableSize[];
  /** What the engine holds in memory: `caches`, what it has `allocated` in all, and of that for `merges`; in bytes. */
  readonly memory: readonly { readonly part: string; readonly bytes: number }[];
}

/** Milliseconds. No request waits for these figures, but a read that takes longer would never be fresh. */
const SECONDS = 30;
const LIMITS = `SETTINGS max_execution_time = ${SECONDS}, max_threads = 1`;

export class StoreFigures {
  constructor(
    private readonly engine: Engine,
    private readonly statedRows: StatedRowCounts,
  ) {}

  /** Reads them; differences from stated rows are looked for on report dates from `from` to `to`. */
  async read(from: string, to: string): Promise<Figures> {
    const [held] = await this.engine.rows<Pick<Figures, 'reports' | 'events' | 'quarantined'>>(
      `SELECT count() AS reports, sumIf(accepted, events_state = 'kept') AS events,
         sumIf(quarantined, events_state = 'kept') AS quarantined
       FROM reports WHERE state = 'live' ${LIMITS}`,
    );
    const listings = await this.engine.rows<Figures['listings'][number]>(
      `SELECT toString(state) AS state, count() AS reports FROM listings GROUP BY state ORDER BY state ${LIMITS}`,
    );
    const tables = await this.engine.rows<TableSize>(
      `SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM system.parts
       WHERE database = currentDatabase() AND active GROUP BY table ORDER BY table ${LIMITS}`,
    );
    const rowDifferences = await this.statedRows.countDifferences(from, to);
    return { ...held!, listings, rowDifferences, tables, memory: await this.memory() };
  }

  /** The engine keeps no figure for all of its caches together. */
  private memory(): Promise<Figures['memory']> {
    return this.engine.rows<Figures['memory'][number]>(
      `SELECT multiIf(metric = 'MemoryTracking', 'allocated', metric = 'MergesMutationsMemoryTracking', 'merges', 'caches') AS part,
         sum(value) AS bytes
       FROM system.metrics
       WHERE endsWith(metric, 'CacheBytes') OR metric IN ('MemoryTracking', 'MergesMutationsMemoryTracking')
       GROUP BY part ORDER BY part ${LIMITS}`,
    );
  }
}
