// Converts the rows of events to the new layout, day by day, and verifies that no cell changed.
import { carriedColumn } from '../../domain/carried-columns.js';
import { SundialError } from '../../domain/errors.js';
import { digestOfKeys, isOfSha256, plainDigest } from '../../domain/row-digest.js';
import type { Engine } from '../engine/engine.js';
import { EVENT_LAYOUT } from '../events/tables.js';
import { isOldLayout, replaceTable } from '../schema/replace-table.js';
import { DayMove, type KeyTools, rebuildSample } from './day-move.js';

const { table: NEW, by: NEXT } = EVENT_LAYOUT;
/** The engine's list of the parts of the table of events, without patches; needs the value `table`. */
const PARTS = `system.parts
     WHERE database = currentDatabase() AND table = {table:String} AND active AND partition_id NOT LIKE 'patch-%'`;
/** Rows of the sample from which the time is estimated. */
const SAMPLE_ROWS = 20_000;
/** The assumed time for moving rows, relative to rebuilding them once. */
const MOVE_FACTOR = 4;
/** The assumed time for creating, merging and moving the table of one day. */
const DAY_SECONDS = 0.3;

/**
 * Rebuilds a sample of rows to estimate how long moving all rows takes. Works on a store of the old layout that is open
 * for inspection.
 *
 * @param milliseconds a clock for durations
 * @returns seconds
 */
export async function estimateSeconds(
  tables: Pick<Engine, 'rows'>,
  tools: Pick<KeyTools, 'namesOf'>,
  milliseconds: () => number,
): Promise<number> {
  const [largest] = await tables.rows<{ date: string; part: string }>(
    `SELECT partition AS date, name AS part FROM ${PARTS} ORDER BY rows DESC LIMIT 1`,
    { table: NEW.name },
  );
  if (!largest) return 0;
  const timed = async (most: number) => {
    const started = milliseconds();
    const rows = await rebuildSample(tables, tools, largest, most);
    return { rows, seconds: (milliseconds() - started) / 1000 };
  };
  // The first statement also fills the engine's caches.
  await timed(1);
  const one = await timed(1);
  const sample = await timed(SAMPLE_ROWS);
  const perRow = Math.max(0, sample.seconds - one.seconds) / Math.max(1, sample.rows - one.rows);
  const { days } = await layoutDays(tables);
  return Math.ceil(days.reduce((sum, { rows }) => sum + DAY_SECONDS + MOVE_FACTOR * perRow * rows, 0));
}

/** The days of events, and their size. */
export interface LayoutDays {
  readonly days: readonly { readonly date: string; readonly rows: number }[];
  /** The size of all days on the disk. */
  readonly bytes: number;
}

export class LayoutMove {
  constructor(
    private readonly engine: Engine,
    private readonly tools: KeyTools,
  ) {}

  /** Whether rows still have the old layout. */
  async isNeeded(): Promise<boolean> {
    return isOldLayout(this.engine, EVENT_LAYOUT);
  }

  /**
   * Moves every day that was not moved yet, then swaps the tables and converts the ledger. May be killed at any point
   * and called again.
   *
   * @param progress called with the number of moved rows and the total
   * @throws SundialError `store-layout` if rebuilt rows differ between the layouts; the old layout then stays
   */
  async move(progress: (rows: number, of: number) => void): Promise<void> {
    const { engine } = this;
    if (await this.isNeeded()) {
      await engine.run(`SYSTEM STOP MERGES ${NEW.name}`);
      try {
        const { days } = await layoutDays(engine);
        const of = days.reduce((sum, { rows }) => sum + rows, 0);
        let before = 0;
        for (const { date, rows } of days) {
          await new DayMove(engine, this.tools, date).move((done) => progress(before + done, of));
          before += rows;
          progress(before, of);
        }
      } finally {
        await engine.run(`SYSTEM START MERGES ${NEW.name}`);
      }
      await this.expectAllRows();
    }
    await replaceTable(engine, EVENT_LAYOUT);
    await this.moveLedger();
  }

  private async expectAllRows(): Promise<void> {
    const [row] = await this.engine.rows<{ before: number; after: number }>(
      `SELECT (SELECT count() FROM ${NEW.name}) AS before, (SELECT count() FROM ${NEXT.name}) AS after`,
    );
    if (row!.before !== row!.after)
      throw new SundialError('store-layout', {
        what: 'the store',
        problem: `${row!.before} events in the old layout became ${row!.after} in the new one`,
      });
  }

  /** Enters the carried columns as slots of loads, and computes new digests for the loads whose events are kept. */
  private async moveLedger(): Promise<void> {
    const { engine } = this;
    const kept = await engine.rows<{ load: number; digest: string }>(
      "SELECT load, digest FROM reports WHERE state = 'live' AND events_state = 'kept' ORDER BY load",
    );
    const sums = await engine.rows<{ load: number; rows: number; sum: string }>(
      `SELECT load, count() AS rows, leftPad(lower(hex(sum(event_key))), 32, '0') AS sum FROM ${NEW.name} GROUP BY load`,
    );
    const byLoad = new Map(sums.map(({ load, rows, sum }) => [load, { rows, sum }]));
    const changed = kept
      .filter(({ digest }) => isOfSha256(digest))
      .map(({ load, digest }) => ({ load, digest: newDigest(load, digest, byLoad.get(load)) }));
    const names = NEW.columns.map(([name]) => name).filter((name) => carriedColumn(name));
    await engine.run(
      `UPDATE ledger SET
         slots = arrayMap((name, slot) -> if(slot = '' AND has({names:Array(String)}, name), name, toString(slot)), header, slots),
         digest = if(digest = '', '', transform(load, {loads:Array(UInt32)}, {digests:Array(String)}, digest))
       WHERE 1`,
      // The engine cannot tell the type of an empty list.
      {
        names,
        loads: [0, ...changed.map(({ load }) => load)],
        digests: ['', ...changed.map(({ digest }) => digest)],
      },
    );
  }
}

/** The digest of a load with the new keys. The part about rows set aside stays the same. */
function newDigest(load: number, digest: string, found: { rows: number; sum: string } | undefined): string {
  const { rows, sum } = found ?? { rows: 0, sum: '0'.repeat(32) };
  const [ofRows, ...aside] = digest.split('+');
  if (!ofRows!.startsWith(plainDigest(rows, '')))
    throw new SundialError('store-layout', {
      what: `report ${load}`,
      problem: `the ledger's digest ${ofRows} does not match the ${rows} rows in the store`,
    });
  return [digestOfKeys(rows, sum), ...aside].join('+');
}

/** The days of the table of events, oldest first; works on a store of any schema. */
export async function layoutDays(engine: Pick<Engine, 'rows'>): Promise<LayoutDays> {
  const days = await engine.rows<{ date: string; rows: number; bytes: number }>(
    `SELECT partition AS date, sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM ${PARTS}
     GROUP BY partition ORDER BY partition`,
    { table: NEW.name },
  );
  return { days, bytes: days.reduce((sum, { bytes }) => sum + bytes, 0) };
}
