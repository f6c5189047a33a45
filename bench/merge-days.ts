// Merges each stored day into one part at once, as the service does an hour after the day's last load.
import { everything } from '../src/domain/everything.js';
import { type OwnTables, openStore } from '../src/store/index.js';
import { ALL_TABLES } from '../src/store/testing/all-tables.js';

/** Merging is not part of any measurement. */
const MEMORY_LIMIT_MIB = 4096;

/** Merges the days of the store in a data folder that no other process uses. */
export async function mergeDaysIn(data: string): Promise<void> {
  const store = await openStore({
    ...{ folder: data, url: '', user: '', password: '', memoryLimitMib: MEMORY_LIMIT_MIB },
  });
  try {
    await mergeDays(store.as(everything).ownTables(ALL_TABLES));
  } finally {
    await store.close();
  }
}

/** Merges the days of an open store. */
export async function mergeDays(tables: OwnTables): Promise<void> {
  const days = await tables.rows<{ day: string }>(
    'SELECT DISTINCT toString(report_date) AS day FROM event_rows ORDER BY day',
  );
  for (const { day } of days)
    await tables.run(
      `OPTIMIZE TABLE event_rows PARTITION '${day}' FINAL SETTINGS optimize_skip_merged_partitions = 1`,
    );
}
