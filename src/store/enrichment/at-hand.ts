// Finds the addresses of recent events, about which enrichers may be asked.
import { LIMITS } from '../../domain/limits.js';
import type { Engine } from '../engine/engine.js';
import { isNetwork, visibleEvents } from '../events/tables.js';

/** The addresses of the events that count, from a report date on, those with most events first; networks are left out. */
export async function addressesSince(engine: Engine, date: string): Promise<string[]> {
  const rows = await engine.rows<{ address: string }>(
    `SELECT replaceRegexpOne(toString(ip), '^::ffff:(\\\\d+\\\\.)', '\\\\1') AS address FROM event_rows
     WHERE report_date >= {date:Date} AND ${visibleEvents()} AND ip != toIPv6('::') AND ${isNetwork()} = 0
     GROUP BY ip ORDER BY count() DESC, ip LIMIT {limit:UInt32}`,
    { date, limit: LIMITS.enrichmentAsked },
  );
  return rows.map(({ address }) => address);
}
