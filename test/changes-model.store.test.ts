// Compares the feed of changes with the visible events after random sequences of deliveries: each consumer that applies
// the feed holds exactly the visible events, whether it follows every flip or falls behind.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SliceChange } from '../src/store/index.js';
import { campaign } from './setup/campaign.js';
import { report, reportFile } from './support/reports.js';
import { World } from './support/world.js';

const DATE = '2026-01-15';
const FORMS = [{}, { bom: true }, { reversed: true, lineEnd: '\r\n' }];

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const delivery = fc.record({
  list: fc.constantFrom('alpha', 'beta', 'gamma'),
  events: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
  form: fc.integer({ min: 0, max: FORMS.length - 1 }),
});
const step = fc.record({
  deliveries: fc.array(delivery, { minLength: 1, maxLength: 3 }),
  batchBytes: fc.constantFrom(1, 1024 * 1024),
  /** Whether the lazy consumer reads afterwards, and whether the store is opened again before. */
  reads: fc.boolean(),
  restarts: fc.constantFrom(false, false, false, true),
});

const NUMBER = "toUInt32(extract(hostname, '[0-9]+'))";
const numbersOf = async (sql: string, values: Record<string, unknown>) =>
  (await world.operator.tables.rows<{ number: number }>(sql, values)).map(({ number }) => number);

const visible = (type: string) =>
  numbersOf(`SELECT ${NUMBER} AS number FROM events WHERE report_type = {type:String} ORDER BY number`, {
    type,
  });
const appeared = ({ flip, type, loads }: SliceChange) =>
  numbersOf(
    `SELECT ${NUMBER} AS number FROM events WHERE report_type = {type:String} AND (load IN {loads:Array(UInt32)}
       OR event_key IN (SELECT event_key FROM change_rows WHERE flip = {flip:UInt64} AND report_type = {type:String}))`,
    { flip, type, loads },
  );
const withdrawn = ({ flip, type }: SliceChange) =>
  numbersOf(
    `SELECT ${NUMBER} AS number FROM withdrawn_rows WHERE flip = {flip:UInt64} AND report_type = {type:String}`,
    { flip, type },
  );

/** Applies the feed to a set of events, like a target with keys. */
class Mirror {
  private flip = 0;
  readonly held = new Set<number>();
  /** Events that were sent although the target had them, or withdrawn although it did not. */
  readonly needless: number[] = [];

  constructor(readonly name: string) {}

  async begin(): Promise<void> {
    this.flip = await world.store.changes.head();
    await this.remember();
  }

  async read(): Promise<void> {
    const head = await world.store.changes.head();
    for (const change of await world.store.changes.after(this.flip, head)) {
      for (const number of await withdrawn(change)) if (!this.held.delete(number)) this.needless.push(number);
      for (const number of await appeared(change)) {
        if (this.held.has(number)) this.needless.push(number);
        this.held.add(number);
      }
    }
    this.flip = head;
    await this.remember();
    await world.store.changes.prune(0);
  }

  private async remember(): Promise<void> {
    const { name, flip } = this;
    await world.store.changes.remember({ name, flip, step: 0, memo: '', at: 1_770_000_000 });
  }
}

test('consumers that apply the feed hold the visible events', async () => {
  let sequences = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 8 }), async (steps) => {
      const type = `scan_feed${++sequences}`;
      const eager = new Mirror('eager');
      const lazy = new Mirror('lazy');
      await eager.begin();
      await lazy.begin();
      for (const { deliveries, batchBytes, reads, restarts } of steps) {
        if (restarts) await world.restart();
        await world.ingest(
          deliveries.map(({ list, events, form }, at) => ({
            ...{
              name: reportFile(list, DATE, type),
              folder: String(at),
              content: report(events, FORMS[form]),
            },
          })),
          batchBytes,
        );
        await eager.read();
        const expected = await visible(type);
        expect([...eager.held].sort((a, b) => a - b)).toEqual(expected);
        if (batchBytes > 1) expect(eager.needless).toEqual([]);
        eager.needless.length = 0;
        if (!reads) continue;
        await lazy.read();
        expect([...lazy.held].sort((a, b) => a - b)).toEqual(expected);
      }
      await lazy.read();
      expect([...lazy.held].sort((a, b) => a - b)).toEqual(await visible(type));
    }),
    { seed: 20260116, numRuns: campaign({ short: 1, full: 4 }) },
  );
});
