// Records the changes of flips that replaced loads, while the rows of the replaced loads are still stored.
import { type Engine, literal } from '../engine/engine.js';
import { EVENT_ROWS } from '../events/tables.js';
import { type LedgerRow, type Slice, sliceName } from '../ledger/ledger.js';
import { CHANGES } from './tables.js';

/** A load that was born or died in a flip. */
type FlippedLoad = Pick<
  LedgerRow,
  'load' | 'report_type' | 'report_date' | 'digest' | 'accepted' | 'events_state'
>;

/** Keys that one statement compares, because it holds the keys of one side in memory. */
const PART_ROWS = 1_000_000;

/** The bounds of a statement that copies wide rows. */
const SETTINGS =
  'SETTINGS max_insert_threads = 1, max_threads = 1, max_block_size = 8192, min_insert_block_size_bytes = 67108864';

const COLUMNS = EVENT_ROWS.columns.map(([name]) => `\`${name}\``).join(', ');

export class ChangeRecord {
  constructor(
    private readonly engine: Engine,
    /** The lowest flip that every consumer of this life has received; undefined without consumers. */
    private readonly received: () => Promise<number | undefined>,
  ) {}

  /**
   * Compares the flips in which loads died. May be killed at any point and called again; call it before the rows of these
   * loads are removed.
   */
  async record(dead: readonly LedgerRow[]): Promise<void> {
    if (dead.length === 0) return;
    const deaths = await this.flipsOf(
      'dead',
      dead.map(({ load }) => load),
    );
    const known = new Set(
      (
        await this.engine.rows<{ flip: number }>(
          "SELECT flip FROM changes WHERE state = 'compared' AND has({flips:Array(UInt64)}, flip)",
          { flips: [...new Set(deaths.values())] },
        )
      ).map(({ flip }) => flip),
    );
    const flips = [...new Set(deaths.values())].filter((flip) => flip > 0 && !known.has(flip));
    for (const flip of flips.sort((a, b) => a - b)) {
      const died = dead.filter(({ load }) => deaths.get(load) === flip);
      await this.compare(flip, died);
    }
  }

  private async compare(flip: number, died: readonly LedgerRow[]): Promise<void> {
    const born = await this.bornIn(flip);
    // A kill may have left a part of these rows.
    await this.clear(flip);
    await this.keepUnreceived(flip, died);
    for (const slice of slicesOf(died)) {
      const inSlice = <Row extends Slice>(rows: readonly Row[]) =>
        rows.filter((row) => sliceName(row) === sliceName(slice));
      await this.compareSlice(flip, slice, inSlice(died), inSlice(born));
    }
    const [counted] = await this.engine.rows<{ appeared: number; withdrawn: number; at: number }>(
      `SELECT (SELECT count() FROM change_rows WHERE flip = {flip:UInt64}) AS appeared,
         (SELECT count() FROM withdrawn_rows WHERE flip = {flip:UInt64}) AS withdrawn,
         (SELECT toUnixTimestamp(max(changed_at)) FROM ledger WHERE flip = {flip:UInt64}) AS at`,
      { flip },
    );
    await this.engine.insert(CHANGES.name, [{ flip, state: 'compared', ...counted! }]);
  }

  private async compareSlice(
    flip: number,
    slice: Slice,
    died: readonly FlippedLoad[],
    born: readonly FlippedLoad[],
  ): Promise<void> {
    if (haveEqualRows(died, born)) return;
    // The rows of expired loads are gone, but retention is no withdrawal.
    const before = died.filter(({ events_state }) => events_state === 'kept');
    const parts = Math.max(1, Math.ceil(rowsOf([...before, ...born]) / PART_ROWS));
    const [old, young] = [countedRows(slice, before), countedRows(slice, born)];
    for (let part = 0; part < parts; part++) {
      const within = `event_key % ${parts} = ${part}`;
      await this.engine.run(
        `INSERT INTO change_rows SELECT ${flip}, report_type, report_date, event_key FROM ${young} AND ${within}
           AND event_key NOT IN (SELECT event_key FROM ${old} AND ${within}) ${SETTINGS}`,
      );
      if (before.length > 0)
        await this.engine.run(
          `INSERT INTO withdrawn_rows (flip, ${COLUMNS}) SELECT ${flip}, ${COLUMNS} FROM ${old} AND ${within}
             AND event_key NOT IN (SELECT event_key FROM ${young} AND ${within}) ${SETTINGS}`,
        );
    }
  }

  /**
   * Keeps the keys of whole loads that die before every consumer has received them, under the flip of their birth: so
   * far, the loads' rows themselves were the record of these changes.
   */
  private async keepUnreceived(flip: number, died: readonly FlippedLoad[]): Promise<void> {
    const received = await this.received();
    if (received === undefined) return;
    const loads = died.filter(({ events_state }) => events_state === 'kept');
    const births = await this.flipsOf(
      'live',
      loads.map(({ load }) => load),
    );
    for (const load of loads) {
      const birth = births.get(load.load) ?? 0;
      if (birth <= received || birth >= flip || (await this.isListed(load, birth))) continue;
      await this.engine.run(
        `INSERT INTO change_rows SELECT ${birth}, report_type, report_date, event_key
           FROM ${countedRows(load, [load])} ${SETTINGS}`,
      );
    }
  }

  /** Whether loads of the slice died in a flip, so that the keys of loads born in the flip are already in `change_rows`. */
  private async isListed(slice: Slice, flip: number): Promise<boolean> {
    const [row] = await this.engine.rows<{ dead: number }>(
      `SELECT count() AS dead FROM ledger WHERE state = 'dead' AND flip = {flip:UInt64}
         AND report_date = {date:Date} AND report_type = {type:String}`,
      { flip, date: slice.report_date, type: slice.report_type },
    );
    return row!.dead > 0;
  }

  /** The flip in which each load first got a state; 0 for loads from before flips were numbered. */
  private async flipsOf(state: 'live' | 'dead', loads: readonly number[]): Promise<Map<number, number>> {
    const rows = await this.engine.rows<{ load: number; at: number }>(
      `SELECT load, min(flip) AS at FROM ledger WHERE state = {state:String} AND has({loads:Array(UInt32)}, load)
       GROUP BY load`,
      { state, loads },
    );
    return new Map(rows.map(({ load, at }) => [load, at]));
  }

  private async bornIn(flip: number): Promise<FlippedLoad[]> {
    return this.engine.rows<FlippedLoad>(
      `SELECT load, any(report_type) AS report_type, toString(any(ledger.report_date)) AS report_date,
         any(digest) AS digest, max(accepted) AS accepted, 'kept' AS events_state
       FROM ledger WHERE load IN (SELECT load FROM ledger WHERE flip = {flip:UInt64}) AND state = 'live'
       GROUP BY load HAVING min(flip) = {flip:UInt64}`,
      { flip },
    );
  }

  private async clear(flip: number): Promise<void> {
    for (const table of ['change_rows', 'withdrawn_rows']) {
      const [found] = await this.engine.rows<{ rows: number }>(
        `SELECT count() AS rows FROM ${table} WHERE flip = {flip:UInt64}`,
        { flip },
      );
      if (found!.rows > 0)
        await this.engine.run(
          `DELETE FROM ${table} WHERE flip = ${flip} SETTINGS lightweight_delete_mode = 'lightweight_update_force'`,
        );
    }
  }
}

/** Whether every load that died has a successor with the same rows, and no other load was born: a replay. */
function haveEqualRows(died: readonly FlippedLoad[], born: readonly FlippedLoad[]): boolean {
  const digests = (loads: readonly FlippedLoad[]) => JSON.stringify(loads.map(({ digest }) => digest).sort());
  return died.every(({ digest }) => digest !== '') && digests(died) === digests(born);
}

/** The text after FROM: the counted rows of loads. The numbers of loads come from Sundial, and all texts are quoted. */
function countedRows(slice: Slice, loads: readonly Pick<FlippedLoad, 'load'>[]): string {
  const among = loads.length === 0 ? '0' : `load IN (${loads.map(({ load }) => load).join(', ')})`;
  return `event_rows WHERE report_date = toDate(${literal(slice.report_date)})
    AND report_type = ${literal(slice.report_type)} AND first = 1 AND ${among}`;
}

const rowsOf = (loads: readonly FlippedLoad[]) => loads.reduce((sum, { accepted }) => sum + accepted, 0);

function slicesOf(rows: readonly Slice[]): Slice[] {
  return [
    ...new Map(
      rows.map(({ report_type, report_date }) => [
        `${report_type} ${report_date}`,
        { report_type, report_date },
      ]),
    ).values(),
  ];
}
