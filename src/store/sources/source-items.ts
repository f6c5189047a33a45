// Items of sources: the state of each item that a source holds, so that unchanged items are not read again.
import type { Engine } from '../engine/engine.js';
import { insertVersions } from '../schema/versions.js';
import { SOURCE_ITEM_VERSIONS } from './tables.js';

/** The current state of one item, such as a file in a folder. */
export interface SourceItemRow {
  readonly source: string;
  /** The source's own stable name of the item. */
  readonly item: string;
  /** Changes whenever the content may have changed. */
  readonly mark: string;
  readonly state: 'taken' | 'left' | 'failed';
  readonly error_code: string;
  /** Unix seconds. */
  readonly changed_at: number;
}

export class SourceItems {
  constructor(private readonly engine: Engine) {}

  /** Records the states of items, in one block. */
  async record(rows: readonly SourceItemRow[]): Promise<void> {
    await insertVersions(this.engine, SOURCE_ITEM_VERSIONS, rows);
  }

  /** All recorded items of a source. */
  async of(source: string): Promise<SourceItemRow[]> {
    return this.engine.rows<SourceItemRow>(
      `SELECT source, item, mark, toString(state) AS state, error_code, toUnixTimestamp(changed_at) AS changed_at
       FROM source_items WHERE source = {source:String} ORDER BY item`,
      { source },
    );
  }
}
