// The store's figures for monitoring: how much it holds, and the state of listed reports.
import type { Engine } from '../engine/engine.js';
import type { StatedRowCounts } from '../sources/stated-rows.js';

export interface TableSize {
  readonly table: string;
  readonly rows: number;
  /** Size on disk according to the engine. */
  readonly bytes: number;
}

export interface Figures {
  /** Reports with a version in use. */
  readonly reports: number;
  /** Counted events that are kept, and rows set aside, according to the ledger. */
  readonly events: number;
  readonly quarantined: number;
  /** Reports that the Reports API listed, by state. */
  readonly listings: readonly { readonly state: string; readonly reports: number }[];
  /** Reports of the requested days whose number of rows differs from the number that their publisher states. */
  readonly rowDifferences: number;
  readonly tables: readonly TableSize[];
  /** The engine's memory in bytes: `caches`, total `allocated`, and the part of it for `merges`. */
  readonly memory: readonly { readonly part: string; readonly bytes: number }[];
}

/** Time limit. No request waits for these figures, but figures from a longer read would be out of date. */
const SECONDS = 30;
const LIMITS = `SETTINGS max_execution_time = ${SECONDS}, max_threads = 1`;

export class StoreFigures {
  constructor(
    private readonly engine: Engine,
    private readonly statedRows: StatedRowCounts,
  ) {}

  /** Reads the figures; differences from stated rows are counted for report dates from `from` to `to`. */
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

  /** Sums up the caches, because the engine has no total for them. */
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
