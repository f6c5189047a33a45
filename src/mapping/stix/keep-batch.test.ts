// Tests how often the events of a report are read when its bundles are made.
import { expect, it } from 'vitest';
import { StixReport } from './report.js';
import { DEFAULT_STIX_OPTIONS } from './report-facts.js';
import { collected, eventsOf, FACTS, type Row } from './testing/reports.js';

const ROWS: Row[] = [1, 2, 3].map((number) => ({
  timestamp: '2026-01-15 00:00:00',
  ip: `192.0.2.${number}`,
}));

/** The bundles of each of two makings of a report, and how often its events were read. */
async function madeTwice(batch: number) {
  let readings = 0;
  const report = new StixReport(FACTS, DEFAULT_STIX_OPTIONS, async function* () {
    readings++;
    yield* eventsOf(ROWS, FACTS, batch)();
  });
  const bundles = [];
  for (const _ of [1, 2]) bundles.push((await collected(report.bundles())).bundles.map(({ json }) => json));
  return { bundles, readings };
}

it('events that fit one batch are read once each time, others twice, with the same bundles', async () => {
  const whole = await madeTwice(ROWS.length);
  const divided = await madeTwice(ROWS.length - 1);
  expect(whole.readings).toBe(2);
  expect(divided.readings).toBe(4);
  for (const bundles of [...whole.bundles, ...divided.bundles]) expect(bundles).toEqual(whole.bundles[0]);
});
