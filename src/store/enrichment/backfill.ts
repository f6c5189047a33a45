// Gives events that are stored already what enrichers know now, one day after another; a kill loses at most one day's work.
import { ENRICHED_AT, ENRICHED_BY, ENRICHED_VALUES } from '../../domain/enriched.js';
import { type Engine, literal } from '../engine/engine.js';
import { rewrite } from '../engine/reclaim.js';
import { EVENT_ROWS } from '../events/tables.js';
import type { Dictionaries } from './dictionaries.js';
import { enrichedColumns, HAS_ADDRESS, type SourceVersions, shownBy, versionsOn } from './enriched-sql.js';

/** A day with events that were enriched otherwise than they would be now. */
export interface OutdatedDay {
  readonly date: string;
  /** Events to enrich. */
  readonly events: number;
  readonly sources: readonly SourceVersions[];
}

/**
 * The days to enrich, oldest first. Events name the versions that enriched them, so a day that was done is not found again.
 *
 * @param sources the versions of each source, in the order of precedence
 */
export async function outdatedDays(
  engine: Engine,
  sources: readonly SourceVersions[],
): Promise<OutdatedDay[]> {
  const rows = await engine.rows<{ date: string; by: string; events: number }>(
    `SELECT toString(report_date) AS date, ${ENRICHED_BY} AS by, count() AS events FROM ${EVENT_ROWS.name}
     WHERE ${HAS_ADDRESS} GROUP BY report_date, by ORDER BY report_date`,
  );
  const days = new Map<string, OutdatedDay>();
  for (const { date, by, events } of rows) {
    const valid = versionsOn(sources, [date]);
    if (valid.length === 0 || by === shownBy(valid)) continue;
    days.set(date, { date, events: events + (days.get(date)?.events ?? 0), sources: valid });
  }
  return [...days.values()];
}

/**
 * Enriches the events of one day. The engine writes a patch of the enriched columns, which takes effect as a whole or not at
 * all, and then the day's files with them.
 *
 * @param at unix seconds
 */
export async function enrichDay(
  engine: Engine,
  dictionaries: Dictionaries,
  { date, sources }: OutdatedDay,
  at: number,
): Promise<void> {
  const versions = sources.flat();
  await dictionaries.keepOnly(versions.map(({ version }) => version));
  await dictionaries.make(versions);
  const computed = new Map(enrichedColumns(sources, at).map(({ name, sql }) => [name, sql]));
  const values = ENRICHED_VALUES.map(({ field, kind }) => [
    field,
    computed.get(field) ?? (kind === 'u32' ? '0' : "''"),
  ]);
  const marks = [ENRICHED_BY, ENRICHED_AT].map((name) => [name, computed.get(name)!]);
  await engine.run(
    `UPDATE ${EVENT_ROWS.name} SET ${[...values, ...marks].map(([name, sql]) => `${name} = ${sql}`).join(', ')}
     WHERE report_date = toDate(${literal(date)}) AND ${HAS_ADDRESS} AND ${ENRICHED_BY} != ${literal(shownBy(sources))}`,
  );
  await rewrite(engine, EVENT_ROWS.name, date);
}
