// Items of sources: what became of each thing that a source holds, so that it is not read again and again.
import type { Engine } from '../engine/engine.js';
import { SYNCED, type Table } from '../schema/tables.js';
import { insertVersions } from '../schema/versions.js';

/** The present of one item, such as a file in a folder. */
export interface SourceItemRow {
  readonly source: string;
  /** The source's own lasting name of the item. */
  readonly item: string;
  /** Differs where the content may differ. */
  readonly mark: string;
  readonly state: 'taken' | 'left' | 'failed';
  readonly error_code: string;
  /** Unix seconds. */
  readonly changed_at: number;
}

/** One row per change; read through the view `source_items`. */
export const SOURCE_ITEM_VERSIONS: Table = {
  name: 'source_item_versions',
  columns: [
    ['source', 'LowCardinality(String)'],
    ['item', 'String'],
    ['version', 'UInt64'],
    ['mark', 'String'],
    ['state', "Enum8('taken' = 0, 'left' = 1, 'failed' = 2)"],
    ['error_code', 'LowCardinality(String)'],
    ['changed_at', "DateTime('UTC')"],
  ],
  engine: 'ReplacingMergeTree(version)',
  orderBy: '(source, item)',
  settings: SYNCED,
};

/** The newest version of each row. */
export const SOURCE_ITEMS_VIEW = `CREATE VIEW IF NOT EXISTS source_items AS SELECT * FROM ${SOURCE_ITEM_VERSIONS.name} FINAL`;

/** What people's SQL may read. */
export const READABLE_SOURCE_ITEMS: readonly string[] = ['source_items', SOURCE_ITEM_VERSIONS.name];

export class SourceItems {
  constructor(private readonly engine: Engine) {}

  /** Notes what became of items, in one block. */
  async record(rows: readonly SourceItemRow[]): Promise<void> {
    await insertVersions(this.engine, SOURCE_ITEM_VERSIONS, rows);
  }

  /** Everything known of a source's items. */
  async of(source: string): Promise<SourceItemRow[]> {
    return this.engine.rows<SourceItemRow>(
      `SELECT source, item, mark, toString(state) AS state, error_code, toUnixTimestamp(changed_at) AS changed_at
       FROM source_items WHERE source = {source:String} ORDER BY item`,
      { source },
    );
  }
}
