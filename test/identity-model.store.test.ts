// Compares random sequences of deliveries with a model of the visible events: lists, overlaps, re-issues, late
// arrivals.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { campaign } from './setup/campaign.js';
import { checkInvariants, checkOutcomes } from './support/invariants.js';
import { Model, type ModelDelivery } from './support/model.js';
import { report, reportFile } from './support/reports.js';
import { type Given, World } from './support/world.js';

const DATE = '2026-01-15';
const FORMS = [{}, { bom: true }, { reversed: true, lineEnd: '\r\n' }];

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const delivery: fc.Arbitrary<ModelDelivery> = fc.record({
  list: fc.constantFrom('alpha', 'beta', 'gamma'),
  // Few events, so that lists overlap and contents recur; repeats, so that files contain duplicates.
  events: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 6 }),
  form: fc.integer({ min: 0, max: FORMS.length - 1 }),
  publishedAt: fc.constantFrom(0, 0, 1_769_000_000, 1_769_100_000),
});
const command = fc.record({
  deliveries: fc.array(delivery, { minLength: 1, maxLength: 4 }),
  batchBytes: fc.constantFrom(1, 1024 * 1024),
});

function toGiven(type: string, { list, events, form, publishedAt }: ModelDelivery, at: number): Given {
  return {
    name: reportFile(list, DATE, type),
    folder: String(at),
    content: report(events, FORMS[form]),
    ...(publishedAt > 0 && { publishedAt }),
  };
}

async function visible(type: string): Promise<number[]> {
  const rows = await world.operator.tables.rows<{ number: number }>(
    "SELECT toUInt32(extract(hostname, '[0-9]+')) AS number FROM events WHERE report_type = {type:String} ORDER BY number",
    { type },
  );
  return rows.map(({ number }) => number);
}

test('the visible events match the model after any sequence of deliveries', async () => {
  let sequences = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 8 }), async (commands) => {
      const type = `scan_walk${++sequences}`;
      const model = new Model();
      for (const { deliveries, batchBytes } of commands) {
        const outcomes = await world.ingest(
          deliveries.map((each, at) => toGiven(type, each, at)),
          batchBytes,
        );
        const inOrder = [...outcomes].sort((a, b) => (a.path < b.path ? -1 : 1));
        expect(inOrder.map(({ outcome }) => outcome)).toEqual(model.deliver(deliveries));
        expect(await visible(type)).toEqual(model.visible());
        checkOutcomes(outcomes);
        await checkInvariants(world.store);
      }
    }),
    { seed: 20260115, numRuns: campaign({ short: 1, full: 6 }) },
  );
});
