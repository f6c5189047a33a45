// Counts the statements that changed each table, so that what was read from tables need not be read again until then.

/** The table that a statement changes, if it changes rows of only one; keywords are in capitals, names of tables are not. */
const CHANGED = /^\s*(?:INSERT INTO|DELETE FROM|UPDATE|TRUNCATE TABLE)\s+([a-z]\w*)/;

/** The statements that an engine has completed. */
export class TableWrites {
  private readonly counts = new Map<string, number>();
  /** Statements that may have changed any table. */
  private others = 0;

  /** Notes that a table may have been changed; omitted = any of them. */
  add(table?: string): void {
    if (table === undefined) this.others++;
    else this.counts.set(table, (this.counts.get(table) ?? 0) + 1);
  }

  /** A number that grows with each statement that may have changed one of these tables; omitted = any table. */
  of(tables: Iterable<string> = this.counts.keys()): number {
    return [...tables].reduce((sum, table) => sum + (this.counts.get(table) ?? 0), this.others);
  }
}

/** The table whose rows a statement changes; undefined for statements that may change more. */
export function changedTable(sql: string): string | undefined {
  return CHANGED.exec(sql)?.[1];
}
